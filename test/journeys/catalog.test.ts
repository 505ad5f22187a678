import './catalog/categories.js';
import './catalog/long-lists.js';
import './catalog/paging.js';
import './catalog/quotes.js';
import './catalog/reading.js';
import './catalog/search.js';
import './catalog/stock.js';
import './catalog/writing.js';
