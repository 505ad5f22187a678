import { ServerResponse, type IncomingMessage } from 'node:http';
import type { FastifyInstance } from 'fastify';
import helmet from 'helmet';
import type { Configuration } from '../config/configuration.js';

const year = 31_536_000;

/** Security headers on every answer. The policy lets Swagger UI work from this origin and nothing else. */
export function secureHeaders(server: FastifyInstance, settings: Configuration['http']): void {
  const headers = headersOf(settings);
  server.addHook('onRequest', (_request, reply, done) => {
    void reply.headers(headers);
    done();
  });
}

/** They are the same for every answer, so helmet is asked once. */
function headersOf({ tls, publicUrl }: Configuration['http']): Record<string, string> {
  const secure = tls !== undefined || publicUrl?.startsWith('https:') === true;
  const setHeaders = helmet({
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
  const response = new ServerResponse({ method: 'GET' } as IncomingMessage);
  setHeaders({} as IncomingMessage, response, (error?: unknown) => {
    if (error !== undefined) throw new Error('helmet refuses its settings', { cause: error });
  });
  return response.getHeaders() as Record<string, string>;
}
