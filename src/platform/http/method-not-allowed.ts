import type { FastifyInstance } from 'fastify';
import { methodNotAllowed } from './errors.js';

/**
 * Answers 405 with `Allow` (RFC 9110, section 15.5.6) where a path is served, but not by the method that was asked for.
 * Called before there are routes.
 */
export function refuseMethods(server: FastifyInstance): void {
  const served = new Map<string, { readonly pattern: RegExp; readonly methods: Set<string> }>();
  server.addHook('onRoute', ({ url, method }) => {
    if (url === '*') return;
    const route = served.get(url) ?? { pattern: patternOf(url), methods: new Set() };
    for (const name of [method].flat()) route.methods.add(name);
    served.set(url, route);
  });
  server.addHook('onRequest', (request, _reply, done) => {
    if (!request.is404) return done();
    const [path = ''] = request.url.split('?', 1);
    const allowed = new Set(
      [...served.values()].flatMap(({ pattern, methods }) => (pattern.test(path) ? [...methods] : [])),
    );
    if (allowed.size === 0) return done();
    const allow = [...allowed].toSorted().join(', ');
    done(methodNotAllowed(`Allowed are ${allow}`, { headers: { allow } }));
  });
}

/** Matches the paths of a route such as `/posts/:id` or `/docs/*`. */
function patternOf(url: string): RegExp {
  const parts = url.split('/').map((part) => {
    if (part.startsWith(':')) return '[^/]+';
    return part === '*' ? '.*' : RegExp.escape(part);
  });
  return new RegExp(`^${parts.join('/')}$`);
}
