import { ServerResponse, type IncomingMessage } from 'node:http';
import type { FastifyInstance } from 'fastify';
import helmet, { type HelmetOptions } from 'helmet';
import type { Configuration } from '../config/configuration.js';

const year = 31_536_000;

/** The page that shows the API, with its parts. */
const isPage = (url: string): boolean => url === '/docs' || url.startsWith('/docs/');

/** Lets Swagger UI work from this origin and nothing else. */
const forPages = {
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
} satisfies HelmetOptions;

/** Data is no page: nothing may be made of it, and what only concerns pages is left out (OWASP REST Security Cheat Sheet). */
const forData = {
  contentSecurityPolicy: {
    useDefaults: false,
    directives: { defaultSrc: ["'none'"], frameAncestors: ["'none'"] },
  },
  crossOriginOpenerPolicy: false,
  originAgentCluster: false,
  dnsPrefetchControl: false,
  ieNoOpen: false,
  permittedCrossDomainPolicies: false,
  xssFilter: false,
} satisfies HelmetOptions;

/** Security headers on every answer. */
export function secureHeaders(server: FastifyInstance, settings: Configuration['http']): void {
  const page = headersOf(forPages, settings);
  const data = secureDataHeaders(settings);
  server.addHook('onRequest', (request, reply, done) => {
    void reply.headers(isPage(request.url) ? page : data);
    done();
  });
}

/** Those of answers that are no pages. */
export function secureDataHeaders(settings: Configuration['http']): Record<string, string> {
  return headersOf(forData, settings);
}

/** They are the same for every answer, so helmet is asked once. */
function headersOf(
  options: typeof forPages | typeof forData,
  { tls, publicUrl }: Configuration['http'],
): Record<string, string> {
  const secure = tls !== undefined || publicUrl?.startsWith('https:') === true;
  const setHeaders = helmet({ ...options, hsts: secure && { maxAge: year }, frameguard: { action: 'deny' } });
  const response = new ServerResponse({ method: 'GET' } as IncomingMessage);
  setHeaders({} as IncomingMessage, response, (error?: unknown) => {
    if (error !== undefined) throw new Error('helmet refuses its settings', { cause: error });
  });
  return response.getHeaders() as Record<string, string>;
}
