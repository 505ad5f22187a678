import './http/bad-input.js';
import './http/caching-headers.js';
import './http/cors.js';
import './http/list-statements.js';
import './http/logs.js';
import './http/mechanisms.js';
import './http/openapi.js';
import './http/quotas.js';
