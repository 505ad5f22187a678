import { createHash } from 'node:crypto';
import { Injectable, Logger, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import { ClsService } from 'nestjs-cls';
import { Clock } from '../../../kernel/clock.js';
import { DomainError, type ErrorDefinition, type FieldError } from '../../../kernel/errors.js';
import { newId } from '../../../kernel/ids.js';
import type { JsonObject } from '../../../kernel/json.js';
import { KeyRing } from '../../encryption/key-ring.js';
import { placeOf } from '../../encryption/sealed-column.js';
import {
  idempotencyAnswerWithheld,
  idempotencyInProgress,
  idempotencyKeyReused,
} from './idempotency.errors.js';
import type { IdempotencyRecord } from './idempotency.entity.js';
import { IdempotencyRepository } from './idempotency.repository.js';

const keptFor = 24 * 3_600_000;
/** How long a claim lasts unless it is renewed; after it, a key whose holder crashed is free again. */
const lease = 15_000;
const renewEvery = 5_000;
const cleanUpEvery = 600_000;

/** A request that carries a key: whose it is and what it asks. */
export interface KeyedRequest {
  readonly caller: string;
  readonly key: string;
  /** Whether somebody else may well send the same key: then an answer is not told a second time. */
  readonly isGuessable?: boolean;
  readonly method: string;
  readonly path: string;
  readonly body: string;
}

/** The answer that an earlier request with the same key got. */
export interface StoredAnswer {
  readonly status: number;
  readonly body: unknown;
}

/** The right to carry out a keyed request; only one attempt holds it at a time. */
export interface Claim {
  /** Names this use of the key by this caller: 64 hexadecimal digits. */
  readonly id: string;
  readonly owner: string;
  /** Whether an earlier attempt held it: what is found of it may be somebody else's. */
  readonly isTakenOver: boolean;
}

/** An error as it is stored for an answer. */
interface StoredError {
  readonly definition: ErrorDefinition;
  readonly detail?: string;
  readonly fields: readonly FieldError[];
  readonly extensions: JsonObject;
}

const replayed = { 'idempotency-replayed': 'true' };

const placeOfBody = (id: string): string => placeOf('platform_idempotency', 'body', id);

const digest = (...parts: string[]): string =>
  createHash('sha256').update(JSON.stringify(parts)).digest('hex');

/**
 * Requests that may be sent again without being carried out again (draft-ietf-httpapi-idempotency-key-header).
 * Keys are kept for 24 hours per caller.
 */
@Injectable()
export class Idempotency implements OnModuleInit, OnModuleDestroy {
  private readonly logger = new Logger(Idempotency.name);
  private cleanUp: NodeJS.Timeout;

  constructor(
    private readonly records: IdempotencyRepository,
    private readonly keys: KeyRing,
    private readonly clock: Clock,
    private readonly cls: ClsService,
  ) {}

  onModuleInit(): void {
    this.cleanUp = setInterval(() => {
      this.deleteExpired().catch((error: unknown) => this.logger.warn(error));
    }, cleanUpEvery).unref();
  }

  onModuleDestroy(): void {
    clearInterval(this.cleanUp);
  }

  /**
   * Claims the key for a new request, or finds the answer of the earlier one.
   * @throws idempotencyKeyReused when the key was used for something else
   * @throws idempotencyInProgress while another attempt holds the key
   * @throws idempotencyAnswerWithheld when there is an answer, and the key is easy to guess
   * @throws DomainError that was stored as the answer
   */
  async begin(request: KeyedRequest): Promise<{ claim: Claim } | { answer: StoredAnswer }> {
    const now = this.clock.now();
    const id = digest(request.caller, request.key);
    const fingerprint = digest(request.method, request.path, request.body);
    const claim = { id, owner: newId(), isTakenOver: false };
    const leaseUntil = this.leaseEnd();
    const expiresAt = new Date(now.getTime() + keptFor);
    await this.records.addIfAbsent({
      id,
      owner: claim.owner,
      fingerprint,
      leaseUntil,
      status: null,
      body: null,
      expiresAt,
    });
    const record = await this.records.find(id);
    if (!record) throw idempotencyInProgress();
    if (record.fingerprint !== fingerprint) throw idempotencyKeyReused();
    if (record.owner === claim.owner) return { claim };
    if (record.status !== null && request.isGuessable) throw withheld(record.status);
    if (record.status !== null) return { answer: this.answerIn(record, record.status) };
    if (await this.records.takeOver(id, claim.owner, now, leaseUntil))
      return { claim: { ...claim, isTakenOver: true } };
    throw idempotencyInProgress();
  }

  /** Renews a claim for as long as its work takes. */
  async during<T>(claim: Claim, work: () => Promise<T>): Promise<T> {
    let renewal = Promise.resolve();
    const renew = (): void => void (renewal = this.renew(claim));
    const timer = this.cls.exit(() => setInterval(renew, renewEvery));
    try {
      return await work();
    } finally {
      clearInterval(timer);
      await renewal;
    }
  }

  /**
   * Stores the answer; called inside the transaction that has the effect, so that neither exists without the other.
   * @throws idempotencyInProgress when another attempt took the key over, which undoes this one
   */
  async complete(claim: Claim, answer: StoredAnswer): Promise<void> {
    const body = this.sealed(claim.id, answer.body);
    if (!(await this.records.complete(claim.id, claim.owner, answer.status, body)))
      throw idempotencyInProgress();
  }

  /**
   * Stores the answer of a use case that takes several transactions, in the one that settles it. Whoever settles it may
   * do so, also without the claim: the use case sees to it that this happens once.
   */
  async settle(id: string, answer: StoredAnswer | DomainError): Promise<void> {
    const { status, body } = answer instanceof DomainError ? storedError(answer) : answer;
    await this.records.settle(id, status, this.sealed(id, body));
  }

  /** The answer that was stored for a use of a key, if there is one. @throws DomainError that was stored as the answer */
  async answerOf(id: string): Promise<StoredAnswer | undefined> {
    const record = await this.records.find(id);
    return record && record.status !== null ? this.answerIn(record, record.status) : undefined;
  }

  /** Refuses to tell the answer that was stored for a use of a key, if there is one. @throws idempotencyAnswerWithheld */
  async withhold(id: string): Promise<void> {
    const record = await this.records.find(id);
    if (record && record.status !== null) throw withheld(record.status);
  }

  /** Forgets the keys whose time is over. Several processes may do so at once. */
  async deleteExpired(): Promise<void> {
    const now = this.clock.now();
    while (await this.records.deleteExpired(now));
  }

  /** Lets the next attempt take the key over at once, and keeps what the key was used for. */
  async yield(claim: Claim): Promise<void> {
    await this.records.setLease(claim.id, claim.owner, new Date(this.clock.now().getTime() - 1));
  }

  /** Gives the key back after a failure that left no effect. */
  async release(claim: Claim): Promise<void> {
    await this.records.release(claim.id, claim.owner);
  }

  private async renew({ id, owner }: Claim): Promise<void> {
    try {
      await this.records.setLease(id, owner, this.leaseEnd());
    } catch (error) {
      this.logger.warn(error);
    }
  }

  /** Answers hold addresses, and tokens of guests: nobody who reads the database may use them. */
  private sealed(id: string, body: unknown): string | null {
    return body === undefined ? null : this.keys.seal(JSON.stringify(body), placeOfBody(id));
  }

  /** Only errors are stored with a status from 400 on. */
  private answerIn({ id, body }: IdempotencyRecord, status: number): StoredAnswer {
    const content: unknown = body === null ? undefined : JSON.parse(this.opened(id, body));
    if (status < 400) return { status, body: content };
    const { definition, detail, fields, extensions } = content as StoredError;
    throw new DomainError(definition, detail, { fields, extensions, headers: replayed });
  }

  /** For a day after an update there are answers that an earlier version stored in the clear. */
  private opened(id: string, body: string): string {
    return this.keys.isSealed(body) ? this.keys.open(body, placeOfBody(id)) : body;
  }

  private leaseEnd(): Date {
    return new Date(this.clock.now().getTime() + lease);
  }
}

/** A client that lost the answer wants to know that the request went through, and how. */
function withheld(answerStatus: number): DomainError {
  return idempotencyAnswerWithheld(
    `The answer had the status ${answerStatus}. Nothing happened again. A random key, such as a UUID or 22 random ` +
      'characters in base64url, gets its whole answer again',
    { extensions: { answerStatus }, headers: replayed },
  );
}

function storedError({ definition, detail, fields, extensions }: DomainError): StoredAnswer {
  return {
    status: definition.status,
    body: { definition, detail, fields, extensions } satisfies StoredError,
  };
}
