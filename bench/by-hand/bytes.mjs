/**
 * The yardstick for cached answers: Fastify sending strings that are ready. `ANSWERS` names a file with what to send for each
 * path, as JSON: `{ path: { headers, body } }`.
 */
import { readFileSync } from 'node:fs';
import { createServer, listen } from './server.mjs';

const answers = new Map(Object.entries(JSON.parse(readFileSync(process.env.ANSWERS, 'utf8'))));

function send(request, reply) {
  const answer = answers.get(request.url);
  if (answer === undefined) return reply.callNotFound();
  return reply.headers(answer.headers).send(answer.body);
}

const app = createServer();
app.get('/api/v1/products', send);
app.get('/api/v1/products/:id', send);
await listen(app);
