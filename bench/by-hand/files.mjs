/** The yardstick for 304: `@fastify/static` with the files of the folder `FILES`. */
import serveStatic from '@fastify/static';
import { createServer, listen } from './server.mjs';

const app = createServer();
await app.register(serveStatic, { root: process.env.FILES, cacheControl: false });
await listen(app);
