import { createHash, randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Clock } from '../../../kernel/clock.js';
import { invalidMailToken } from '../identity.errors.js';
import type { MailTokenPurpose } from './mail-token.entity.js';
import { MailTokenRepository } from './mail-token.repository.js';

const hours = 3_600_000;
/** How long the tokens are good, in milliseconds. */
const lifetimes: Readonly<Record<MailTokenPurpose, number>> = { verify: 48 * hours, reset: 1 * hours };

const hashOf = (token: string): string => createHash('sha256').update(token).digest('hex');

/** Tokens that are sent by mail: 256 random bits, stored as hashes, good once and for a while. */
@Injectable()
export class MailTokens {
  constructor(
    private readonly tokens: MailTokenRepository,
    private readonly clock: Clock,
  ) {}

  async issue(userId: string, purpose: MailTokenPurpose): Promise<{ token: string; expiresAt: Date }> {
    const now = this.clock.now();
    const token = randomBytes(32).toString('base64url');
    const expiresAt = new Date(now.getTime() + lifetimes[purpose]);
    await this.tokens.add({ hash: hashOf(token), userId, purpose, createdAt: now, expiresAt, usedAt: null });
    return { token, expiresAt };
  }

  /** Uses a token up. @returns whose it is @throws invalidMailToken */
  async use(token: string, purpose: MailTokenPurpose): Promise<string> {
    const hash = hashOf(token);
    const used = await this.tokens.use(hash, purpose, this.clock.now());
    const found = used ? await this.tokens.find(hash, purpose) : null;
    if (!found) throw invalidMailToken();
    return found.userId;
  }

  /** Whether the token would be accepted now: for what is expensive to prepare. @throws invalidMailToken */
  async check(token: string, purpose: MailTokenPurpose): Promise<void> {
    const found = await this.tokens.find(hashOf(token), purpose);
    if (!found || found.usedAt !== null || found.expiresAt <= this.clock.now()) throw invalidMailToken();
  }

  /** Withdraws the tokens of an account that were not used. */
  async withdraw(userId: string, purpose: MailTokenPurpose): Promise<void> {
    await this.tokens.removeAllOf(userId, purpose);
  }
}
