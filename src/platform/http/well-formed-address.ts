import type { FastifyInstance } from 'fastify';
import { malformedRequest } from './errors.js';

/** Refuses addresses whose percent-encoding is not UTF-8 (RFC 3986, section 2.5): overlong forms, surrogates, halves. */
export function refuseMalformedAddresses(server: FastifyInstance): void {
  server.addHook('onRequest', (request, _reply, done) => {
    done(isWellFormed(request.url) ? undefined : malformedRequest('The address is not valid UTF-8'));
  });
}

function isWellFormed(url: string): boolean {
  try {
    // A call whose result nobody uses is no work to a bundler, and left out.
    return decodeURIComponent(url) !== '';
  } catch {
    return false;
  }
}
