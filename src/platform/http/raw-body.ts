import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { routeConfig } from './route-config.js';

declare module 'fastify' {
  interface FastifyContextConfig {
    keepRawBody?: boolean;
  }
}

const bodies = new WeakMap<object, Uint8Array>();

/** Keeps the bytes of this route's requests, and does not read them: signatures are made of bytes. */
export const KeepRawBody = (): MethodDecorator => routeConfig({ keepRawBody: true });

/** Injects the bytes of the body on a route with `@KeepRawBody()`; none when there was no body. */
export const RawBody = createParamDecorator(
  (_: unknown, context: ExecutionContext): Uint8Array =>
    bodies.get(context.switchToHttp().getRequest<object>()) ?? new Uint8Array(),
);

/** Called by the body parser. @returns whether the route asked for the bytes */
export function keepRawBody(request: FastifyRequest, body: Uint8Array): boolean {
  const asked = request.routeOptions.config.keepRawBody === true;
  if (asked) bodies.set(request, body);
  return asked;
}
