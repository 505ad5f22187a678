import { type ExecutionContext, Injectable, applyDecorators } from '@nestjs/common';
import { AuthGuard } from '@nestjs/passport';
import { ApiExtension } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { routeSetting } from '../http/route-setting.js';
import { unauthenticated } from './access.errors.js';

const setting = routeSetting<boolean>('access:public');

/** Opens a route to everyone. A caller who sends a token is still known by it. */
export const Public = (): MethodDecorator & ClassDecorator =>
  applyDecorators(setting.set(true), ApiExtension('x-public', true));

/** Closed by default: without `@Public()` a route needs a caller. A token that is not valid is refused everywhere. */
@Injectable()
export class AccessGuard extends AuthGuard('bearer') {
  override canActivate(context: ExecutionContext): boolean | Promise<boolean> {
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    const open = setting.of(context);
    // What belongs to the process itself, such as probes, knows no callers: it must answer without asking the database.
    const knowsCallers = request.routeOptions.url?.startsWith('/api/') === true;
    if (open === true && (!knowsCallers || request.headers.authorization === undefined)) return true;
    return super.canActivate(context) as Promise<boolean>;
  }

  override handleRequest<T>(error: Error | null, caller: T): T {
    if (error) throw error;
    if (!caller) throw unauthenticated(undefined, { headers: { 'www-authenticate': 'Bearer' } });
    return caller;
  }
}
