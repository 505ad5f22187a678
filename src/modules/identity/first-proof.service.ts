import { Injectable } from '@nestjs/common';
import { ApiKeys } from './api-keys/api-keys.service.js';
import { Sessions } from './sessions.service.js';
import { SecondFactor } from './totp/second-factor.service.js';

const reason = 'first proof of the address';

/**
 * Anyone can open an account with somebody else's address. So when its owner shows for the first time that they read its mail,
 * what was set up before goes: it may be a stranger's. Identities at other providers need no look: they are linked to the
 * account that their own first sign-in opens, and to no other.
 */
@Injectable()
export class FirstProof {
  constructor(
    private readonly apiKeys: ApiKeys,
    private readonly secondFactor: SecondFactor,
    private readonly sessions: Sessions,
  ) {}

  /** As part of the open transaction. @param keep the session of who brought the proof */
  async clear(userId: string, keep?: string): Promise<void> {
    await this.sessions.endAllOf(userId, keep);
    // Whoever comes back from there is told of as a new device.
    await this.sessions.forgetOrigins(userId, keep);
    await this.apiKeys.revokeAll(userId, reason);
    await this.secondFactor.clear(userId, reason);
  }
}
