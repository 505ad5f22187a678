import './orders/carts.js';
import './orders/checkout.js';
import './orders/late-news.js';
import './orders/orders.js';
import './orders/retries.js';
import './orders/shop.js';
import './orders/statements.js';
import './orders/unpaid.js';
