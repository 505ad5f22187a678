import { Injectable, Logger, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import { Clock } from '../../kernel/clock.js';
import { MailLimits } from './limits/mail-limits.service.js';
import { MailSettings } from './mail-settings.js';
import { MailsRepository } from './mails.repository.js';

const hour = 3_600_000;

/** Deletes what is remembered of mails of long ago. */
@Injectable()
export class MailCleanup implements OnModuleInit, OnModuleDestroy {
  private readonly logger = new Logger(MailCleanup.name);
  private timer: NodeJS.Timeout;

  constructor(
    private readonly mails: MailsRepository,
    private readonly limits: MailLimits,
    private readonly settings: MailSettings,
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

  /** Also mails that were never sent: nobody waits for them any more. */
  async run(): Promise<void> {
    const before = new Date(this.clock.now().getTime() - this.settings.retention);
    while (await this.mails.deleteBefore(before));
    await this.limits.forget();
  }
}
