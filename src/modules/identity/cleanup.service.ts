import { Injectable, Logger, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import { Clock } from '../../kernel/clock.js';
import { GuessRepository } from './guessing/guess.repository.js';
import { MailTokenRepository } from './mail-tokens/mail-token.repository.js';
import { OidcFlows } from './oidc/oidc-flows.repository.js';

const hour = 3_600_000;

/** Deletes what has no meaning any more: strangers can make rows of these kinds, so they must not pile up. */
@Injectable()
export class IdentityCleanup implements OnModuleInit, OnModuleDestroy {
  private readonly logger = new Logger(IdentityCleanup.name);
  private timer: NodeJS.Timeout;

  constructor(
    private readonly guesses: GuessRepository,
    private readonly mailTokens: MailTokenRepository,
    private readonly flows: OidcFlows,
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
    await this.guesses.deleteOld(now);
    await this.mailTokens.deleteExpired(now);
    await this.flows.deleteExpired(now);
  }
}
