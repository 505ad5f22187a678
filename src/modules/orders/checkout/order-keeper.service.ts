import {
  type BeforeApplicationShutdown,
  Injectable,
  Logger,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { ClsService } from 'nestjs-cls';
import { Clock } from '../../../kernel/clock.js';
import type { Order } from '../orders/order.entity.js';
import { OrdersRepository } from '../orders/orders.repository.js';
import { CheckoutSettings } from './checkout-settings.js';
import { OrderSettlement } from './order-settlement.service.js';

const batch = 20;

/**
 * Looks after orders that a crash left half way, or whose payment is unknown: at the start of each process and every few
 * seconds it takes those that should have settled by now, and settles them. Several processes share the work.
 */
@Injectable()
export class OrderKeeper implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger(OrderKeeper.name);
  private timer?: NodeJS.Timeout;
  private atWork?: Promise<void>;

  constructor(
    private readonly orders: OrdersRepository,
    private readonly settlement: OrderSettlement,
    private readonly settings: CheckoutSettings,
    private readonly clock: Clock,
    private readonly cls: ClsService,
  ) {}

  onApplicationBootstrap(): void {
    this.cls.exit(() => {
      this.timer = setInterval(() => void this.sweep(), this.settings.sweepEvery).unref();
    });
    void this.sweep();
  }

  async beforeApplicationShutdown(): Promise<void> {
    clearInterval(this.timer);
    await this.atWork;
  }

  /** Settles what is due; while it is at that, further calls wait for the same work. */
  async sweep(): Promise<void> {
    this.atWork ??= this.settleDue().finally(() => (this.atWork = undefined));
    return this.atWork;
  }

  private async settleDue(): Promise<void> {
    try {
      for (const order of await this.orders.due(this.clock.now(), batch)) await this.settle(order);
    } catch (error) {
      this.logger.error(error);
    }
  }

  private async settle(order: Order): Promise<void> {
    const until = new Date(this.clock.now().getTime() + this.settings.takenFor);
    if (!(await this.orders.take(order, until))) return;
    try {
      await this.cls.run({ ifNested: 'override' }, () => this.settlement.settle(order.id));
    } catch (error) {
      this.logger.warn(`Order ${order.id} could not be settled, it is tried again: ${String(error)}`);
    }
  }
}
