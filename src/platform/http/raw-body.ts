import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { RouteConfig } from '@nestjs/platform-fastify';
import type { FastifyRequest } from 'fastify';

const bodies = new WeakMap<object, Uint8Array>();

/** Keeps the bytes of this route's requests beside what was read from them: signatures are made of bytes. */
export const KeepRawBody = (): MethodDecorator => RouteConfig({ keepRawBody: true });

/** Injects the bytes of the body on a route with `@KeepRawBody()`; none when there was no body. */
export const RawBody = createParamDecorator(
  (_: unknown, context: ExecutionContext): Uint8Array =>
    bodies.get(context.switchToHttp().getRequest<object>()) ?? new Uint8Array(),
);

/** Called by the body parser, for the routes that asked for it. */
export function keepRawBody(request: FastifyRequest, body: Uint8Array): void {
  if ('keepRawBody' in request.routeOptions.config) bodies.set(request, body);
}
