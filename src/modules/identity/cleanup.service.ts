import { Injectable, Logger, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import { Clock } from '../../kernel/clock.js';
import { Configuration } from '../../platform/config/configuration.js';
import { Transactions } from '../../platform/database/transactions.js';
import { ApiKeyRepository } from './api-keys/api-key.repository.js';
import { AuditRepository } from './audit/audit.repository.js';
import { GuessRepository } from './guessing/guess.repository.js';
import { MailTokenRepository } from './mail-tokens/mail-token.repository.js';
import { OidcFlows } from './oidc/oidc-flows.repository.js';
import { SessionRepository } from './session.repository.js';

const hour = 3_600_000;

/**
 * Deletes what has no meaning any more, and what is too old to be kept: strangers can make rows of most of these kinds, so they
 * must not pile up. In batches, each a transaction of its own.
 */
@Injectable()
export class IdentityCleanup implements OnModuleInit, OnModuleDestroy {
  private readonly logger = new Logger(IdentityCleanup.name);
  private timer: NodeJS.Timeout;

  constructor(
    private readonly guesses: GuessRepository,
    private readonly mailTokens: MailTokenRepository,
    private readonly flows: OidcFlows,
    private readonly sessions: SessionRepository,
    private readonly apiKeys: ApiKeyRepository,
    private readonly audit: AuditRepository,
    private readonly transactions: Transactions,
    private readonly configuration: Configuration,
    private readonly clock: Clock,
  ) {}

  onModuleInit(): void {
    this.timer = setInterval(() => {
      this.run().catch((error: unknown) => this.logger.warn(error));
    }, hour).unref();
  }

  onModuleDestroy(): void {
    clearInterval(this.timer);
  }

  async run(): Promise<void> {
    const now = this.clock.now();
    const { audit, sessions } = this.configuration.retention;
    const before = (age: number): Date => new Date(now.getTime() - age);
    await this.all(() => this.guesses.deleteOld(now));
    await this.all(() => this.mailTokens.deleteExpired(now));
    await this.all(() => this.flows.deleteExpired(now));
    await this.all(() => this.sessions.deleteEnded(before(sessions)));
    await this.all(() => this.apiKeys.deleteEnded(before(sessions)));
    await this.all(() => this.audit.deleteBefore(before(audit)));
  }

  private async all(deleteSome: () => Promise<boolean>): Promise<void> {
    while (await this.transactions.run(deleteSome));
  }
}
