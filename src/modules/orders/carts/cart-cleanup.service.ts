import { Injectable, Logger, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import { Clock } from '../../../kernel/clock.js';
import { Configuration } from '../../../platform/config/configuration.js';
import { CartsRepository } from './carts.repository.js';

const hour = 3_600_000;

/** Deletes carts that nobody has changed for long, a batch at a time. Several processes may do so at once. */
@Injectable()
export class CartCleanup implements OnModuleInit, OnModuleDestroy {
  private readonly logger = new Logger(CartCleanup.name);
  private timer: NodeJS.Timeout;

  constructor(
    private readonly carts: CartsRepository,
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
    const { cartRetention, guestCartRetention } = this.configuration.checkout;
    const now = this.clock.now().getTime();
    for (const [owner, retention] of [
      ['guests', guestCartRetention],
      ['users', cartRetention],
    ] as const)
      while (await this.carts.deleteOld(owner, new Date(now - retention)));
  }
}
