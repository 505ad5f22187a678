import { setImmediate } from 'node:timers/promises';
import {
  type BeforeApplicationShutdown,
  Injectable,
  Logger,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { Semaphore } from 'async-mutex';
import { ClsService } from 'nestjs-cls';
import { Clock } from '../../kernel/clock.js';
import { Transactions } from '../database/transactions.js';
import { type ClaimedDelivery, DeliveriesRepository } from './deliveries.repository.js';
import { RelaySettings } from './relay-settings.js';
import { type Subscriber, Subscribers } from './subscribers.js';

const hour = 3_600_000;

/** Another process has taken over a delivery whose lease ended: nothing of this attempt may remain. */
class LeaseLost extends Error {}

/**
 * Brings events to their subscribers: claims due deliveries for a limited time (a lease), calls the handlers, tries again
 * what fails, and parks what keeps failing. Any number of processes share the work. It is woken after each commit that
 * published something, and looks by itself once a second.
 */
@Injectable()
export class EventRelay implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger(EventRelay.name);
  private readonly turns: Semaphore;
  private readonly atWork = new Set<Promise<void>>();
  private timers: NodeJS.Timeout[] = [];
  private claiming = false;
  private working: Promise<void> = Promise.resolve();
  private wanted = false;
  private stopped = true;

  constructor(
    private readonly subscribers: Subscribers,
    private readonly deliveries: DeliveriesRepository,
    private readonly transactions: Transactions,
    private readonly settings: RelaySettings,
    private readonly clock: Clock,
    private readonly cls: ClsService,
  ) {
    this.turns = new Semaphore(settings.parallel);
  }

  onApplicationBootstrap(): void {
    this.stopped = false;
    this.cls.exit(() => {
      this.timers = [
        setInterval(() => this.nudge(), this.settings.poll).unref(),
        setInterval(() => void this.cleanUp(), hour).unref(),
      ];
    });
    this.nudge();
  }

  /** Takes no more work, and waits a while for the handlers that are running. */
  async beforeApplicationShutdown(): Promise<void> {
    this.stopped = true;
    for (const timer of this.timers) clearInterval(timer);
    let timer: NodeJS.Timeout | undefined;
    const patience = new Promise((resolve) => (timer = setTimeout(resolve, this.settings.stopWait)));
    await Promise.race([this.idle(), patience]);
    clearTimeout(timer);
  }

  /** Looks for due deliveries soon, without waiting for them. Does nothing while the process is stopping. */
  nudge(): void {
    this.wanted = true;
    if (this.claiming || this.stopped) return;
    this.claiming = true;
    // The work belongs to nobody's request: it must not inherit the async context that happened to wake it.
    this.working = this.cls.exit(() => setImmediate().then(() => this.work()));
  }

  /** Handles everything that is due now, and what that makes due at once. Failures are tried again later as usual. */
  async drain(): Promise<void> {
    await this.cls.exit(async () => {
      do {
        await this.claimAll();
        await this.working;
        await this.idle();
        // Asked in this order: what the relay itself has just claimed is not due any more, and not yet at work either.
      } while (
        (await this.deliveries.hasDue(this.subscribers.names(), this.clock.now())) ||
        this.claiming ||
        this.atWork.size > 0
      );
    });
  }

  /** Deletes what was done and kept long enough. */
  async cleanUp(): Promise<void> {
    try {
      const now = this.clock.now();
      while (await this.deliveries.deleteOld(now, new Date(now.getTime() - this.settings.retention)));
    } catch (error) {
      this.logger.error('Old events could not be deleted', stackOf(error));
    }
  }

  private async work(): Promise<void> {
    try {
      while (this.wanted && !this.stopped) {
        this.wanted = false;
        await this.claimAll();
      }
    } catch (error) {
      this.logger.error('Due events could not be claimed', stackOf(error));
    } finally {
      this.claiming = false;
    }
  }

  /** Claims until nothing is due: many at a time, and as many again as are handled at once, so that none has to wait. */
  private async claimAll(): Promise<void> {
    for (;;) {
      const free = 2 * this.settings.parallel - this.atWork.size;
      if (free < this.settings.parallel) {
        await Promise.race(this.atWork);
        continue;
      }
      const now = this.clock.now();
      const leaseEnd = new Date(now.getTime() + this.settings.lease);
      const claimed = await this.deliveries.claim(this.subscribers.names(), free, now, leaseEnd);
      for (const delivery of claimed) this.start(delivery);
      if (claimed.length < free) return;
    }
  }

  private start(delivery: ClaimedDelivery): void {
    const work = this.turns
      .runExclusive(() => this.cls.run({ ifNested: 'override' }, () => this.handle(delivery)))
      .catch((error: unknown) =>
        this.logger.error(`Delivery ${delivery.id} could not be noted`, stackOf(error)),
      )
      .finally(() => this.atWork.delete(work));
    this.atWork.add(work);
  }

  private async handle(delivery: ClaimedDelivery): Promise<void> {
    const subscriber = this.subscribers.get(delivery.subscriber);
    if (!subscriber) return;
    try {
      if (subscriber.effect === 'transactional') await this.handleOnce(subscriber, delivery);
      else await this.handleOutside(subscriber, delivery);
    } catch (error) {
      if (error instanceof LeaseLost)
        this.logger.warn(`${describe(delivery)} was taken over by another process`);
      else await this.noteFailure(delivery, error);
    }
  }

  /** The mark comes first: its row lock keeps others from the delivery while the handler runs, however long that takes. */
  private async handleOnce(subscriber: Subscriber, delivery: ClaimedDelivery): Promise<void> {
    await this.transactions.run(async () => {
      if (!(await this.deliveries.finish(delivery, this.keepUntil()))) throw new LeaseLost();
      await subscriber.handle(delivery.event);
    });
  }

  private async handleOutside(subscriber: Subscriber, delivery: ClaimedDelivery): Promise<void> {
    await subscriber.handle(delivery.event);
    if (!(await this.deliveries.finish(delivery, this.keepUntil()))) throw new LeaseLost();
  }

  private async noteFailure(delivery: ClaimedDelivery, error: unknown): Promise<void> {
    const parked = delivery.attempts >= this.settings.maxAttempts;
    const wait =
      Math.min(this.settings.firstRetry * 4 ** (delivery.attempts - 1), hour) * (0.8 + Math.random() * 0.4);
    const now = this.clock.now();
    await this.deliveries.fail(delivery, {
      state: parked ? 'parked' : 'pending',
      dueAt: parked ? now : new Date(now.getTime() + wait),
      lastError: String(error).slice(0, 1_000),
    });
    const message = `${describe(delivery)} failed (attempt ${delivery.attempts})`;
    if (parked) this.logger.error(`${message} and is parked`, stackOf(error));
    else this.logger.warn(`${message}: ${String(error)}`);
  }

  private keepUntil(): Date {
    return new Date(this.clock.now().getTime() + this.settings.retention);
  }

  private async idle(): Promise<void> {
    while (this.atWork.size > 0) await Promise.all(this.atWork);
  }
}

function describe(delivery: ClaimedDelivery): string {
  return `${delivery.event.type} ${delivery.event.id} for ${delivery.subscriber}`;
}

function stackOf(error: unknown): unknown {
  return error instanceof Error ? error.stack : error;
}
