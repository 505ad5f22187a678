import { applyDecorators, type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import { ApiExtension } from '@nestjs/swagger';
import { routeSetting } from '../http/route-setting.js';
import { forbidden, sessionRequired } from './access.errors.js';
import { callerOf } from './caller.js';

const permission = routeSetting<string>('access:permission');
const session = routeSetting<boolean>('access:session');

/** Lets only callers in that hold the permission. */
export const RequirePermission = (name: string): MethodDecorator & ClassDecorator =>
  applyDecorators(permission.set(name), ApiExtension('x-permission', name));

/** Lets only callers in who signed in themselves: no API key, which could make itself more powerful. */
export const RequireSession = (): MethodDecorator & ClassDecorator =>
  applyDecorators(session.set(true), ApiExtension('x-session', true));

/** Checks what `@RequirePermission()` and `@RequireSession()` ask, after the access guard has found the caller. */
@Injectable()
export class PermissionGuard implements CanActivate {
  canActivate(context: ExecutionContext): boolean {
    const caller = callerOf(context.switchToHttp().getRequest<object>());
    if (session.of(context) === true)
      if (caller?.sessionId === undefined || caller.sessionId === null) throw sessionRequired();
    const needed = permission.of(context);
    if (needed === undefined || caller?.permissions.has(needed)) return true;
    throw forbidden(`This needs the permission ${needed}`);
  }
}
