import './mail/files.js';
import './mail/messages.js';
