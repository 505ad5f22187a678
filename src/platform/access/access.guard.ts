import { type ExecutionContext, Injectable, SetMetadata, applyDecorators } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { AuthGuard } from '@nestjs/passport';
import { ApiExtension } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { unauthenticated } from './access.errors.js';

const publicKey = 'access:public';

/** Opens a route to everyone. A caller who sends a token is still known by it. */
export const Public = (): MethodDecorator & ClassDecorator =>
  applyDecorators(SetMetadata(publicKey, true), ApiExtension('x-public', true));

/** Closed by default: without `@Public()` a route needs a caller. A token that is not valid is refused everywhere. */
@Injectable()
export class AccessGuard extends AuthGuard('bearer') {
  constructor(private readonly reflector: Reflector) {
    super();
  }

  override async canActivate(context: ExecutionContext): Promise<boolean> {
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    const open = this.reflector.getAllAndOverride<boolean | undefined>(publicKey, [
      context.getHandler(),
      context.getClass(),
    ]);
    // What belongs to the process itself, such as probes, knows no callers: it must answer without asking the database.
    const knowsCallers = request.routeOptions.url?.startsWith('/api/') === true;
    if (open === true && (!knowsCallers || request.headers.authorization === undefined)) return true;
    return (await super.canActivate(context)) as boolean;
  }

  override handleRequest<T>(error: Error | null, caller: T): T {
    if (error) throw error;
    if (!caller) throw unauthenticated(undefined, { headers: { 'www-authenticate': 'Bearer' } });
    return caller;
  }
}
