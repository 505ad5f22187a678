import { Injectable } from '@nestjs/common';
import { Transactions } from '../../../platform/database/transactions.js';
import { Events } from '../../../platform/events/events.js';
import { AccountsService } from '../accounts.service.js';
import { FirstProof } from '../first-proof.service.js';
import { MailTokenWanted } from '../identity.events.js';
import { normalizeEmail } from '../user.js';
import { MailTokens } from './mail-tokens.service.js';

/** Proof by mail that an address is one's own. */
@Injectable()
export class AddressProof {
  constructor(
    private readonly tokens: MailTokens,
    private readonly accounts: AccountsService,
    private readonly firstProof: FirstProof,
    private readonly events: Events,
    private readonly transactions: Transactions,
  ) {}

  /** Has a token sent if the address has an account; whether it has, nobody is told. */
  async want(email: string, purpose: 'verify' | 'reset'): Promise<void> {
    await this.transactions.run(() =>
      this.events.publish(new MailTokenWanted({ email: normalizeEmail(email), purpose })),
    );
  }

  /** Notes that the address is verified. @param session of who brings the token, if they are signed in @throws invalidMailToken */
  async verify(token: string, session?: string): Promise<void> {
    await this.transactions.run(async () => {
      const userId = await this.tokens.use(token, 'verify');
      if (await this.accounts.markVerified(userId)) await this.firstProof.clear(userId, session);
      await this.tokens.withdraw(userId, 'verify');
    });
  }
}
