import { createParamDecorator, type ExecutionContext } from '@nestjs/common';

/** Who makes a request. */
export interface Caller {
  readonly userId: string;
  /** The session that the access token belongs to; null for an API key. */
  readonly sessionId: string | null;
  readonly roles: readonly string[];
  readonly permissions: ReadonlySet<string>;
}

/** The caller that the access guard found, or undefined on a public route without credentials. */
export function callerOf(request: object): Caller | undefined {
  return (request as { user?: Caller }).user;
}

/** Injects the caller; undefined is possible on public routes only. */
export const CurrentCaller = createParamDecorator(
  (_: unknown, context: ExecutionContext): Caller | undefined =>
    callerOf(context.switchToHttp().getRequest<object>()),
);
