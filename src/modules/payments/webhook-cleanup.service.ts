import { Injectable, Logger, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import { Clock } from '../../kernel/clock.js';
import { PaymentsRepository } from './payments.repository.js';

const hour = 3_600_000;
/** Far longer than a provider tries to deliver a message, which is days. */
const keptFor = 90 * 24 * hour;

/** Forgets messages of providers that will not come again. Several processes may do so at once. */
@Injectable()
export class WebhookCleanup implements OnModuleInit, OnModuleDestroy {
  private readonly logger = new Logger(WebhookCleanup.name);
  private timer: NodeJS.Timeout;

  constructor(
    private readonly payments: PaymentsRepository,
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
    const before = new Date(this.clock.now().getTime() - keptFor);
    while (await this.payments.deleteWebhooksBefore(before));
  }
}
