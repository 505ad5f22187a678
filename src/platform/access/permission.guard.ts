import {
  applyDecorators,
  type CanActivate,
  type ExecutionContext,
  Injectable,
  SetMetadata,
} from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { ApiExtension } from '@nestjs/swagger';
import { forbidden, sessionRequired } from './access.errors.js';
import { callerOf } from './caller.js';

const permissionKey = 'access:permission';
const sessionKey = 'access:session';

/** Lets only callers in that hold the permission. */
export const RequirePermission = (permission: string): MethodDecorator & ClassDecorator =>
  applyDecorators(SetMetadata(permissionKey, permission), ApiExtension('x-permission', permission));

/** Lets only callers in who signed in themselves: no API key, which could make itself more powerful. */
export const RequireSession = (): MethodDecorator & ClassDecorator =>
  applyDecorators(SetMetadata(sessionKey, true), ApiExtension('x-session', true));

/** Checks what `@RequirePermission()` and `@RequireSession()` ask, after the access guard has found the caller. */
@Injectable()
export class PermissionGuard implements CanActivate {
  constructor(private readonly reflector: Reflector) {}

  canActivate(context: ExecutionContext): boolean {
    const targets = [context.getHandler(), context.getClass()];
    const caller = callerOf(context.switchToHttp().getRequest<object>());
    if (this.reflector.getAllAndOverride<boolean | undefined>(sessionKey, targets) === true)
      if (caller?.sessionId === undefined || caller.sessionId === null) throw sessionRequired();
    const permission = this.reflector.getAllAndOverride<string | undefined>(permissionKey, targets);
    if (permission === undefined || caller?.permissions.has(permission)) return true;
    throw forbidden(`This needs the permission ${permission}`);
  }
}
