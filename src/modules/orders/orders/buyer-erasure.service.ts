import { Injectable } from '@nestjs/common';
import { Clock } from '../../../kernel/clock.js';
import type { ReceivedEvent } from '../../../platform/events/domain-event.js';
import { Events } from '../../../platform/events/events.js';
import { Subscribe } from '../../../platform/events/subscribe.js';
import { UserDeleted } from '../../identity/index.js';
import { BuyerErasureDue } from '../orders.events.js';
import { OrdersRepository } from './orders.repository.js';

/** How long until orders that were still under way are looked at again, in milliseconds. */
const pause = 86_400_000;

/** Forgets the buyer of the orders of a deleted account. The orders stay: what was sold, for how much, and when. */
@Injectable()
export class BuyerErasure {
  constructor(
    private readonly orders: OrdersRepository,
    private readonly events: Events,
    private readonly clock: Clock,
  ) {}

  @Subscribe(UserDeleted, { name: 'orders.erase-buyer', effect: 'transactional' })
  async deleted({ payload }: ReceivedEvent<UserDeleted>): Promise<void> {
    await this.erase(payload.userId);
  }

  @Subscribe(BuyerErasureDue, { name: 'orders.erase-buyer-later', effect: 'transactional' })
  async due({ payload }: ReceivedEvent<BuyerErasureDue>): Promise<void> {
    await this.erase(payload.userId);
  }

  /** An order that is still to be shipped needs its address: it is looked at again every day. */
  private async erase(userId: string): Promise<void> {
    if (!(await this.orders.forgetBuyer(userId))) return;
    const dueAt = new Date(this.clock.now().getTime() + pause);
    await this.events.publish(new BuyerErasureDue({ userId }), { dueAt });
  }
}
