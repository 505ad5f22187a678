import { Injectable } from '@nestjs/common';
import { Transactions } from '../../platform/database/transactions.js';
import { AccountsService } from './accounts.service.js';
import { Credentials } from './credentials.service.js';
import { MailTokens } from './mail-tokens/mail-tokens.service.js';
import { PasswordHasher } from './password-hasher.service.js';
import { ApiKeys } from './api-keys/api-keys.service.js';
import { FirstProof } from './first-proof.service.js';
import { Sessions } from './sessions.service.js';

/** New passwords. Each ends every session, so that whoever knew the old one is out. */
@Injectable()
export class PasswordService {
  constructor(
    private readonly accounts: AccountsService,
    private readonly credentials: Credentials,
    private readonly passwords: PasswordHasher,
    private readonly tokens: MailTokens,
    private readonly sessions: Sessions,
    private readonly apiKeys: ApiKeys,
    private readonly firstProof: FirstProof,
    private readonly transactions: Transactions,
  ) {}

  /** @throws wrongPassword, tooManyTries */
  async change(id: string, current: string, next: string): Promise<void> {
    await this.credentials.checkPassword(await this.accounts.get(id), current);
    const passwordHash = await this.passwords.hash(next);
    await this.transactions.run(async () => {
      await this.accounts.setPassword(id, passwordHash, 'password_changed');
      await this.tokens.withdraw(id, 'reset');
      await this.sessions.endAllOf(id);
    });
  }

  /**
   * Sets a new password for whoever received a token by mail, and ends what others could act with: sessions and API keys. A
   * second factor stays, and the next sign-in asks for it, unless it was set up before anyone had shown that the address is theirs.
   * @throws invalidMailToken
   */
  async reset(token: string, next: string): Promise<void> {
    await this.tokens.check(token, 'reset');
    const passwordHash = await this.passwords.hash(next);
    const { email } = await this.transactions.run(async () => {
      const id = await this.tokens.use(token, 'reset');
      // First of all: from here on nobody sets anything up on the account before the end of this transaction.
      const before = await this.accounts.setPassword(id, passwordHash, 'password_reset');
      await this.tokens.withdraw(id, 'reset');
      await this.sessions.endAllOf(id);
      await this.apiKeys.revokeAll(id, 'password reset');
      if (!before.emailVerified) await this.firstProof.clear(id);
      return before;
    });
    await this.credentials.forgetTries(email);
  }
}
