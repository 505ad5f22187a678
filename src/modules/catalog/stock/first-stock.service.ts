import { Injectable } from '@nestjs/common';
import { Clock } from '../../../kernel/clock.js';
import { Transactions } from '../../../platform/database/transactions.js';
import type { ReceivedEvent } from '../../../platform/events/domain-event.js';
import { Events } from '../../../platform/events/events.js';
import { Subscribe } from '../../../platform/events/subscribe.js';
import { Inventory } from '../../inventory/index.js';
import { VariantsAdded } from '../catalog.events.js';

/** How long the event waits for the faster way, in milliseconds. */
const patience = 10_000;

/** A variant that was not there before, and its first stock. */
interface AddedVariant {
  readonly id: string;
  readonly sku: string;
  readonly onHand: number;
}

/**
 * Makes new SKUs known to inventory, with their first stock. That happens right after the commit, so that a product can be
 * bought once the answer is there; and by an event a little later, should the first way have failed. The second of the two
 * finds nothing to do: inventory receives a variant's first stock once.
 */
@Injectable()
export class FirstStock {
  constructor(
    private readonly inventory: Inventory,
    private readonly events: Events,
    private readonly transactions: Transactions,
    private readonly clock: Clock,
  ) {}

  /** Runs in a transaction. */
  async announce(productId: string, added: readonly AddedVariant[]): Promise<void> {
    if (added.length === 0) return;
    const variants = added.map(({ id, sku, onHand }) => ({ variantId: id, sku, onHand }));
    const dueAt = new Date(this.clock.now().getTime() + patience);
    await this.events.publish(new VariantsAdded({ productId, variants }), { dueAt });
    this.transactions.afterCommit(() => this.receive(variants));
  }

  @Subscribe(VariantsAdded, { name: 'catalog.receive-first-stock', effect: 'external' })
  async receiveLater({ payload }: ReceivedEvent<VariantsAdded>): Promise<void> {
    await this.receive(payload.variants);
  }

  private async receive(variants: VariantsAdded['payload']['variants']): Promise<void> {
    for (const { variantId, sku, onHand } of variants)
      await this.inventory.receive({
        sku,
        quantity: onHand,
        reason: 'First stock',
        reference: variantId,
      });
  }
}
