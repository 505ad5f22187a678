/**
 * The yardstick of bench/checkout.mjs: `POST /api/v1/orders` by hand, with Fastify and mysql2 alone. It runs the statements
 * that Mainstay runs, in the same transactions and on as many connections, in the request and after it.
 */
import fastify from 'fastify';
import { place } from './by-hand-orders.mjs';
import { startRelay } from './by-hand-relay.mjs';

const text = { type: 'string', minLength: 1, maxLength: 200 };
const body = {
  type: 'object',
  required: ['items', 'email', 'shippingAddress', 'payment'],
  additionalProperties: false,
  properties: {
    items: {
      type: 'array',
      minItems: 1,
      maxItems: 100,
      items: {
        type: 'object',
        required: ['sku', 'quantity'],
        additionalProperties: false,
        properties: { sku: text, quantity: { type: 'integer', minimum: 1, maximum: 99 } },
      },
    },
    email: { type: 'string', format: 'email' },
    shippingAddress: {
      type: 'object',
      required: ['name', 'line1', 'city', 'country'],
      additionalProperties: false,
      properties: { name: text, line1: text, city: text, country: { type: 'string', pattern: '^[A-Z]{2}$' } },
    },
    payment: { type: 'object', required: ['token'], properties: { token: text } },
  },
};
const headers = {
  type: 'object',
  required: ['idempotency-key'],
  properties: { 'idempotency-key': { type: 'string', pattern: '^[\\x21-\\x7e]{1,255}$' } },
};

const app = fastify();
app.get('/readyz', () => ({ status: 'ok' }));
app.post('/api/v1/orders', { schema: { body, headers } }, async (request, reply) => {
  const answer = await place(request.body, request.headers['idempotency-key']);
  return reply.status(201).type('application/json; charset=utf-8').send(answer);
});
startRelay();
await app.listen({ port: Number(process.env.PORT), host: process.env.HOST });
process.on('SIGTERM', () => process.exit(0));
