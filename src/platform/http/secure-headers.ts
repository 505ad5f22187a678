import helmet from '@fastify/helmet';
import type { FastifyInstance } from 'fastify';
import type { Configuration } from '../config/configuration.js';

const year = 31_536_000;

/** Security headers on every answer. The policy lets Swagger UI work from this origin and nothing else. */
export async function secureHeaders(
  server: FastifyInstance,
  { tls, publicUrl }: Configuration['http'],
): Promise<void> {
  const secure = tls !== undefined || publicUrl?.startsWith('https:') === true;
  await server.register(helmet, {
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'none'"],
        connectSrc: ["'self'"],
        fontSrc: ["'self'", 'data:'],
        imgSrc: ["'self'", 'data:'],
        scriptSrc: ["'self'"],
        styleSrc: ["'self'", "'unsafe-inline'"],
        frameAncestors: ["'none'"],
        baseUri: ["'none'"],
        formAction: ["'none'"],
      },
    },
    hsts: secure && { maxAge: year },
    frameguard: { action: 'deny' },
  });
}
