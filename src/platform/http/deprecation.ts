import type { FastifyInstance } from 'fastify';

/** An old version of a part of the API: what replaces it, since when it is deprecated and when it goes. */
export interface Deprecation {
  /** The path and all below it, such as `/api/v1/users`. */
  readonly path: string;
  readonly successor: string;
  readonly since: Date;
  readonly sunset: Date;
}

/** Whether an address is the deprecated path or lies below it. */
export function covers({ path }: Deprecation, url: string): boolean {
  return url.startsWith(path) && ['', '/', '?'].includes(url.charAt(path.length));
}

/** Marks every answer of the old paths, errors included, with `Deprecation` (RFC 9745), `Sunset` (RFC 8594) and `Link`. */
export function announceDeprecations(server: FastifyInstance, deprecations: readonly Deprecation[]): void {
  server.addHook('onSend', (request, reply, _payload, done) => {
    const deprecation = deprecations.find((candidate) => covers(candidate, request.url));
    if (deprecation) {
      const successor = `<${deprecation.successor}>; rel="successor-version"`;
      const link = reply.getHeader('link');
      void reply.headers({
        deprecation: `@${Math.floor(deprecation.since.getTime() / 1_000)}`,
        sunset: deprecation.sunset.toUTCString(),
        link: link === undefined ? successor : `${String(link)}, ${successor}`,
      });
    }
    done();
  });
}
