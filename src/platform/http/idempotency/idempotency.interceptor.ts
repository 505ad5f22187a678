import {
  applyDecorators,
  type CallHandler,
  createParamDecorator,
  type ExecutionContext,
  Injectable,
  type NestInterceptor,
} from '@nestjs/common';
import { ApiExtension } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { from, lastValueFrom, type Observable } from 'rxjs';
import { callerOf } from '../../access/caller.js';
import { Transactions } from '../../database/transactions.js';
import { validationFailed } from '../errors.js';
import { routeSetting } from '../route-setting.js';
import { idempotencyKeyInvalid, idempotencyKeyRequired } from './idempotency.errors.js';
import { type Claim, Idempotency } from './idempotency.service.js';
import { isUnguessable } from './unguessable.js';

type Mode = 'optional' | 'required' | 'explicit' | 'ignored';
const setting = routeSetting<Mode>('idempotency');
const useKey = (mode: Mode): MethodDecorator & ClassDecorator =>
  applyDecorators(
    setting.set(mode),
    ApiExtension('x-idempotency-key', mode === 'explicit' ? 'required' : mode),
  );

/**
 * Refuses requests to this route that carry no `Idempotency-Key`.
 * @public
 */
export const RequireIdempotencyKey = (): MethodDecorator => useKey('required');

/** One use of a key, in the hands of a use case that stores its answer itself. */
export interface KeyUse {
  /** Names this use of the key by this caller: 64 hexadecimal digits. */
  readonly id: string;
  /** From now on there are effects: after a failure the key leads the next attempt to them, and allows nothing else. */
  keep(): void;
}

/**
 * Requires a key, and leaves storing the answer to the use case: for one that takes several transactions. It gets its
 * {@link KeyUse} by `@CurrentKeyUse()`, stores the id with what it does, and calls `Idempotency.settle` in its last
 * transaction. An attempt that takes over from one that failed or crashed has the same id.
 */
export const ExplicitIdempotencyKey = (): MethodDecorator => useKey('explicit');

const keyUses = new WeakMap<object, KeyUse>();

/** Injects the use of the key on a route with `@ExplicitIdempotencyKey()`. */
export const CurrentKeyUse = createParamDecorator((_: unknown, context: ExecutionContext): KeyUse => {
  const use = keyUses.get(context.switchToHttp().getRequest<object>());
  if (!use) throw new Error('This route lacks @ExplicitIdempotencyKey()');
  return use;
});

/** Never stores the answers of this route: they hold secrets, or the route is safe to repeat by nature. */
export const IgnoreIdempotencyKey = (): MethodDecorator & ClassDecorator => useKey('ignored');

/**
 * Honors `Idempotency-Key` on every POST. The answer is written by the use case's own transaction, just before it
 * commits; a use case without a transaction gets its answer stored afterwards.
 */
@Injectable()
export class IdempotencyInterceptor implements NestInterceptor {
  constructor(
    private readonly idempotency: Idempotency,
    private readonly transactions: Transactions,
  ) {}

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const http = context.switchToHttp();
    const request = http.getRequest<FastifyRequest>();
    if (request.method !== 'POST') return next.handle();
    const mode = setting.of(context) ?? 'optional';
    const key = request.headers['idempotency-key'];
    if (mode === 'ignored') return next.handle();
    if (key === undefined) {
      if (mode !== 'optional') throw idempotencyKeyRequired();
      return next.handle();
    }
    if (typeof key !== 'string' || !/^[\x21-\x7e]{1,255}$/.test(key)) throw idempotencyKeyInvalid();
    return from(this.runOnce(key, mode, request, http.getResponse<FastifyReply>(), next));
  }

  private async runOnce(
    key: string,
    mode: Mode,
    request: FastifyRequest,
    reply: FastifyReply,
    next: CallHandler,
  ): Promise<unknown> {
    const userId = callerOf(request)?.userId;
    const isGuessable = userId === undefined && isGuessableBy(key, request);
    const begun = await this.idempotency.begin({
      caller: userId ?? guestOf(request),
      key,
      isGuessable,
      method: request.method,
      path: request.url,
      body: textOf(request.body),
    });
    if ('answer' in begun) {
      void reply.status(begun.answer.status).header('idempotency-replayed', 'true');
      return begun.answer.body;
    }
    const { claim } = begun;
    return this.idempotency.during(claim, async () => {
      const work = (): Promise<unknown> =>
        mode === 'explicit' ? this.handOver(claim, request, next) : this.carryOut(claim, reply, next);
      if (!isGuessable || !claim.isTakenOver) return work();
      // An earlier attempt may have begun it, and may have been somebody else's: it is finished, and its answer is not told.
      try {
        return await work();
      } finally {
        await this.idempotency.withhold(claim.id);
      }
    });
  }

  private async handOver(claim: Claim, request: FastifyRequest, next: CallHandler): Promise<unknown> {
    let kept = false;
    keyUses.set(request, { id: claim.id, keep: () => (kept = true) });
    try {
      return await lastValueFrom(next.handle());
    } catch (error) {
      await (kept ? this.idempotency.yield(claim) : this.idempotency.release(claim));
      throw error;
    }
  }

  private async carryOut(claim: Claim, reply: FastifyReply, next: CallHandler): Promise<unknown> {
    let stored: string | undefined;
    this.transactions.beforeCommit(async (result) => {
      await this.idempotency.complete(claim, { status: reply.statusCode, body: result });
      stored = JSON.stringify(result);
    });
    try {
      const body: unknown = await lastValueFrom(next.handle(), { defaultValue: undefined });
      if (stored === undefined || stored !== JSON.stringify(body))
        await this.idempotency.complete(claim, { status: reply.statusCode, body });
      return body;
    } catch (error) {
      await this.idempotency.release(claim);
      throw error;
    }
  }
}

/** The body as text. @throws validationFailed when it is nested so deep that it cannot be written */
function textOf(body: unknown): string {
  try {
    return JSON.stringify(body ?? null);
  } catch (error) {
    const message = 'The body is nested too deep';
    throw validationFailed(message, { fields: [{ field: '', code: 'too_complex', message }], cause: error });
  }
}

/** Whether a guest sends nothing that others cannot guess: neither the key nor a token. Users have keys of their own. */
function isGuessableBy(key: string, request: FastifyRequest): boolean {
  const secrets = [key, ...tokensOf(request).flatMap(([, token]) => token ?? [])];
  return !secrets.some(isUnguessable);
}

/** Guests are told apart by the secrets that they send, such as `X-Cart-Token`. */
function guestOf(request: FastifyRequest): string {
  const tokens = tokensOf(request).toSorted(([left], [right]) => (left < right ? -1 : 1));
  return `guest ${JSON.stringify(tokens)}`;
}

function tokensOf({ headers }: FastifyRequest): [string, string | string[] | undefined][] {
  return Object.entries(headers).filter(([name]) => /^x-[a-z]+-token$/.test(name));
}
