import { Injectable } from '@nestjs/common';
import { RequestOrigin } from '../../platform/access/origin.js';
import { Clock } from '../../kernel/clock.js';
import { Transactions } from '../../platform/database/transactions.js';
import { Events } from '../../platform/events/events.js';
import { Audit } from './audit/audit.service.js';
import { invalidCredentials } from './identity.errors.js';
import { NewDeviceSeen } from './identity.events.js';
import { type OpenSession, Sessions } from './sessions.service.js';
import { UserRepository } from './user.repository.js';

/** Opens and ends sessions, each together with the record of it and the news for its owner. */
@Injectable()
export class SignInRecords {
  constructor(
    private readonly users: UserRepository,
    private readonly sessions: Sessions,
    private readonly audit: Audit,
    private readonly events: Events,
    private readonly origin: RequestOrigin,
    private readonly transactions: Transactions,
    private readonly clock: Clock,
  ) {}

  /**
   * @param passwordHash what the password was checked against, if it was: a new one, set since, ends sessions, so none may begin after
   * @throws invalidCredentials when the password is another one by now
   */
  async open(user: { id: string }, method: string, passwordHash?: string | null): Promise<OpenSession> {
    const { address, device } = this.origin.current();
    return this.transactions.run(async () => {
      await this.users.lock(user.id);
      if (passwordHash !== undefined && (await this.users.find(user.id))?.passwordHash !== passwordHash)
        throw invalidCredentials();
      const isNewDevice = await this.sessions.isNewDevice(user.id);
      const session = await this.sessions.open(user.id);
      await this.audit.record('signed_in', user.id, { sessionId: session.sessionId, method });
      if (isNewDevice) {
        const at = this.clock.now().toISOString();
        await this.events.publish(new NewDeviceSeen({ userId: user.id, at, address, device }));
      }
      return session;
    });
  }

  async end(userId: string, sessionId: string): Promise<void> {
    await this.transactions.run(async () => {
      await this.sessions.end(sessionId);
      await this.audit.record('signed_out', userId, { sessionId });
    });
  }

  async endAll(userId: string): Promise<void> {
    await this.transactions.run(async () => {
      await this.sessions.endAllOf(userId);
      await this.audit.record('sessions_ended', userId);
    });
  }
}
