import {
  applyDecorators,
  type CanActivate,
  type ExecutionContext,
  Injectable,
  SetMetadata,
} from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { ApiExtension } from '@nestjs/swagger';
import { forbidden } from './access.errors.js';
import { callerOf } from './caller.js';

const permissionKey = 'access:permission';

/** Lets only callers in that hold the permission. */
export const RequirePermission = (permission: string): MethodDecorator & ClassDecorator =>
  applyDecorators(SetMetadata(permissionKey, permission), ApiExtension('x-permission', permission));

/** Checks what `@RequirePermission()` asks, after the access guard has found the caller. */
@Injectable()
export class PermissionGuard implements CanActivate {
  constructor(private readonly reflector: Reflector) {}

  canActivate(context: ExecutionContext): boolean {
    const permission = this.reflector.getAllAndOverride<string | undefined>(permissionKey, [
      context.getHandler(),
      context.getClass(),
    ]);
    if (permission === undefined) return true;
    if (callerOf(context.switchToHttp().getRequest<object>())?.permissions.has(permission)) return true;
    throw forbidden(`This needs the permission ${permission}`);
  }
}
