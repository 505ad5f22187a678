import cors from '@fastify/cors';
import type { FastifyInstance } from 'fastify';
import type { Configuration } from '../config/configuration.js';

/**
 * Lets pages of other origins call the API from a browser, and read what they need of its answers. Tokens travel in headers,
 * never in cookies, so credentials are not allowed.
 * @param origins such as `https://shop.example.com`, or `*`; without any, nothing is allowed
 */
export async function allowOrigins(server: FastifyInstance, origins: readonly string[]): Promise<void> {
  if (origins.length === 0) return;
  await server.register(cors, {
    origin: origins.includes('*') ? '*' : [...origins],
    methods: ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'],
    allowedHeaders: [
      'authorization',
      'content-type',
      'idempotency-key',
      'if-match',
      'if-none-match',
      'traceparent',
      'x-cart-token',
      'x-order-token',
      'x-request-id',
    ],
    exposedHeaders: [
      'deprecation',
      'etag',
      'idempotency-replayed',
      'link',
      'location',
      'ratelimit',
      'ratelimit-policy',
      'retry-after',
      'sunset',
      'x-cache',
      'x-request-id',
    ],
    maxAge: 600,
  });
}

/** What the answer to a read depends on besides its address, for `Vary` (RFC 9110, section 12.5.5). */
export function variesBy({ corsOrigins }: Configuration['http']): string {
  return corsOrigins.length === 0 || corsOrigins.includes('*') ? 'Authorization' : 'Authorization, Origin';
}
