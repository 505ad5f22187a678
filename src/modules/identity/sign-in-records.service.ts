import { Injectable } from '@nestjs/common';
import { RequestOrigin } from '../../platform/access/origin.js';
import { Clock } from '../../kernel/clock.js';
import { Transactions } from '../../platform/database/transactions.js';
import { Events } from '../../platform/events/events.js';
import { Audit } from './audit/audit.service.js';
import { NewDeviceSeen } from './identity.events.js';
import { type OpenSession, Sessions } from './sessions.service.js';

/** Opens and ends sessions, each together with the record of it and the news for its owner. */
@Injectable()
export class SignInRecords {
  constructor(
    private readonly sessions: Sessions,
    private readonly audit: Audit,
    private readonly events: Events,
    private readonly origin: RequestOrigin,
    private readonly transactions: Transactions,
    private readonly clock: Clock,
  ) {}

  async open(user: { id: string }, method: string): Promise<OpenSession> {
    const { address, device } = this.origin.current();
    return this.transactions.run(async () => {
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
