import './mail/files.js';
import './mail/limits.js';
import './mail/messages.js';
