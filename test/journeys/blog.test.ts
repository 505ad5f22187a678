import './blog/comments.js';
import './blog/costly-texts.js';
import './blog/demo.js';
import './blog/input.js';
import './blog/publishing.js';
import './blog/reading.js';
import './blog/visibility.js';
import './blog/writing.js';
