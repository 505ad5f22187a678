import { Injectable, Logger, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import { Clock } from '../../kernel/clock.js';
import { WaitingRepository } from './waiting.repository.js';

const hour = 3_600_000;

/** Forgets whose orders were not paid, an hour after they ceased to count. */
@Injectable()
export class WaitingCleanup implements OnModuleInit, OnModuleDestroy {
  private readonly logger = new Logger(WaitingCleanup.name);
  private timer: NodeJS.Timeout;

  constructor(
    private readonly waiting: WaitingRepository,
    private readonly clock: Clock,
  ) {}

  onModuleInit(): void {
    this.timer = setInterval(() => {
      this.run().catch((error: unknown) => this.logger.warn(error));
    }, hour / 6).unref();
  }

  onModuleDestroy(): void {
    clearInterval(this.timer);
  }

  /** Several processes may do so at once. */
  async run(): Promise<void> {
    const before = new Date(this.clock.now().getTime() - hour);
    while (await this.waiting.deleteExpired(before));
  }
}
