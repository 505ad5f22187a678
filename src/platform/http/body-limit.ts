import type { FastifyInstance } from 'fastify';
import { routeConfig } from './route-config.js';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Bytes. */
    bodyLimit?: number;
  }
}

/** Bytes. */
export const kibibytes = (count: number): number => count * 1_024;

/** How large a body may be on a route that does not say otherwise, in bytes. */
export const defaultBodyLimit = kibibytes(16);

/** Lets a route take bodies of so many bytes: no more than its largest valid input needs. */
export const BodyLimit = (bytes: number): MethodDecorator & ClassDecorator =>
  routeConfig({ bodyLimit: bytes });

/** Honors {@link BodyLimit}. Called before there are routes. */
export function limitBodies(server: FastifyInstance): void {
  server.addHook('onRoute', (route) => {
    route.bodyLimit ??= route.config?.bodyLimit ?? defaultBodyLimit;
  });
}
