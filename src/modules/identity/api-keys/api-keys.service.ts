import { createHash, randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Clock } from '../../../kernel/clock.js';
import { newId } from '../../../kernel/ids.js';
import { Transactions } from '../../../platform/database/transactions.js';
import { Events } from '../../../platform/events/events.js';
import { Audit } from '../audit/audit.service.js';
import { Beliefs } from '../beliefs.js';
import type { AuthenticatedCaller } from '../identity.contract.js';
import { apiKeyNotFound, scopeNotHeld, tooManyApiKeys } from '../identity.errors.js';
import { ApiKeyCreated } from '../identity.events.js';
import { OwnerCheck, type SignedIn } from '../owner-check.service.js';
import { type Permission, permissionsOf } from '../roles.js';
import { UserRepository } from '../user.repository.js';
import { keyLifetime, keyLimit, keyPrefix } from './api-key.js';
import type { ApiKey } from './api-key.entity.js';
import { ApiKeyRepository } from './api-key.repository.js';

const hintLength = 10;
const day = 86_400_000;
/** How long a process believes what it last read of a key: it is revoked everywhere within this time. */
const believedFor = 3_000;
/** The last use is noted once in so many milliseconds. */
const noteAfter = 60_000;

const hashOf = (key: string): string => createHash('sha256').update(key).digest('hex');

/** Keys with which programs act for a user: 256 random bits, stored as hashes, with some of the user's permissions, for a time. */
@Injectable()
export class ApiKeys {
  private readonly known = new Beliefs<AuthenticatedCaller | null>(believedFor);

  constructor(
    private readonly keys: ApiKeyRepository,
    private readonly users: UserRepository,
    private readonly owner: OwnerCheck,
    private readonly audit: Audit,
    private readonly events: Events,
    private readonly transactions: Transactions,
    private readonly clock: Clock,
  ) {}

  /**
   * Makes a key, and has its owner told by mail.
   * @param wish.expiresInDays 1 to 365
   * @returns the key, which nobody can see again, and what is known of it
   * @throws scopeNotHeld, emailNotVerified, recentSignInRequired, tooManyApiKeys
   */
  async create(
    caller: SignedIn & { permissions: ReadonlySet<string> },
    wish: { name: string; scopes: readonly Permission[]; expiresInDays?: number },
  ): Promise<{ key: string; record: ApiKey }> {
    const missing = wish.scopes.filter((scope) => !caller.permissions.has(scope));
    if (missing.length > 0) throw scopeNotHeld(`You lack ${missing.join(', ')}`);
    const now = this.clock.now();
    const key = keyPrefix + randomBytes(32).toString('base64url');
    const record = {
      id: newId(),
      userId: caller.userId,
      name: wish.name,
      hash: hashOf(key),
      hint: key.slice(0, hintLength),
      scopes: [...wish.scopes],
      createdAt: now,
      expiresAt: new Date(now.getTime() + (wish.expiresInDays ?? keyLifetime.default) * day),
      usedAt: null,
      revokedAt: null,
    };
    await this.transactions.run(async () => {
      await this.owner.proved(caller);
      if ((await this.keys.of(caller.userId)).length >= keyLimit) throw tooManyApiKeys();
      await this.keys.add(record);
      await this.audit.record('api_key_created', caller.userId, { apiKeyId: record.id });
      const { userId, hint, createdAt, expiresAt } = record;
      const [at, until] = [createdAt.toISOString(), expiresAt.toISOString()];
      await this.events.publish(new ApiKeyCreated({ userId, at, hint, expiresAt: until }));
    });
    return { key, record };
  }

  async listOf(userId: string): Promise<ApiKey[]> {
    return this.keys.of(userId);
  }

  /** @throws apiKeyNotFound */
  async revoke(userId: string, id: string): Promise<void> {
    await this.transactions.run(async () => {
      if (!(await this.keys.revoke(userId, id, this.clock.now()))) throw apiKeyNotFound();
      await this.audit.record('api_key_revoked', userId, { apiKeyId: id });
    });
    this.known.forgetAll();
  }

  /** Ends all keys of a user. @param reason what ended them, for the record */
  async revokeAll(userId: string, reason: string): Promise<void> {
    await this.transactions.run(async () => {
      const count = await this.keys.revokeAllOf(userId, this.clock.now());
      if (count > 0) await this.audit.record('api_keys_revoked', userId, { count, reason });
    });
    this.transactions.afterCommit(() => this.known.forgetAll());
  }

  /** Removes all keys of a user. */
  async forget(userId: string): Promise<void> {
    await this.keys.removeAllOf(userId);
    this.transactions.afterCommit(() => this.known.forgetAll());
  }

  /** @returns null for a key that nobody has, that was revoked or has expired, or whose owner may not sign in */
  async verify(key: string): Promise<AuthenticatedCaller | null> {
    const hash = hashOf(key);
    return this.known.get(hash, () => this.read(hash));
  }

  private async read(hash: string): Promise<AuthenticatedCaller | null> {
    const key = await this.keys.findByHash(hash);
    const now = this.clock.now();
    if (!key || key.revokedAt !== null || key.expiresAt <= now) return null;
    const user = await this.users.find(key.userId);
    if (user?.status !== 'active') return null;
    if (key.usedAt === null || now.getTime() - key.usedAt.getTime() > noteAfter)
      await this.keys.noteUse(key.id, now);
    // A key never does more than its owner may do by now.
    const permissions = permissionsOf(user.roles).filter((permission) => key.scopes.includes(permission));
    return { userId: user.id, sessionId: null, roles: [...user.roles], permissions };
  }
}
