import './demo/first-start.js';
import './demo/shop.js';
