/**
 * The yardstick for what is read from MySQL or MariaDB: products, posts and orders by hand, with Fastify and prepared
 * statements of mysql2, answering as Mainstay does.
 */
import { addOrders } from './orders.mjs';
import { addPosts } from './posts.mjs';
import { addProducts } from './products.mjs';
import { addHeaders, createServer, listen } from './server.mjs';

const app = createServer();
addHeaders(app);
addProducts(app);
addPosts(app);
addOrders(app);
await listen(app);
