import { Injectable } from '@nestjs/common';
import { Inventory } from '../../inventory/index.js';
import { Payments } from '../../payments/index.js';
import { type AuditedOrder, faultsOf } from './order-audit.js';
import type { Order } from './order.entity.js';
import { OrdersRepository } from './orders.repository.js';

const batch = 100;

/** An order that does not add up. */
export interface OrderDiscrepancy {
  readonly orderId: string;
  readonly number: string;
  readonly faults: readonly string[];
}

/** Compares orders with what inventory and payments know of them. */
@Injectable()
export class OrderAudit {
  constructor(
    private readonly orders: OrdersRepository,
    private readonly inventory: Inventory,
    private readonly payments: Payments,
  ) {}

  /** Every order that does not add up. Safe at any time: what changes while it is looked at is looked at again. */
  async check(): Promise<OrderDiscrepancy[]> {
    const found: OrderDiscrepancy[] = [];
    for (let last = ''; ;) {
      const orders = await this.orders.after(last, batch);
      for (const order of await this.suspects(orders)) {
        const faults = await this.faultsAtRest(order);
        if (faults.length > 0) found.push({ orderId: order.id, number: order.number, faults });
      }
      last = orders.at(-1)?.id ?? '';
      if (orders.length < batch) return found;
    }
  }

  private async suspects(orders: readonly Order[]): Promise<Order[]> {
    const audited = await this.look(orders);
    return orders.filter((_, index) => faultsOf(audited[index] as AuditedOrder).length > 0);
  }

  /** The faults of an order that was not changed while it was looked at; none of one that keeps changing. */
  private async faultsAtRest({ id }: Order): Promise<string[]> {
    const before = await this.orders.find(id);
    if (!before) return [];
    const [audited] = await this.look([before]);
    const after = await this.orders.find(id);
    return audited && after?.version === before.version ? faultsOf(audited) : [];
  }

  private async look(orders: readonly Order[]): Promise<AuditedOrder[]> {
    const ids = orders.map(({ id }) => id);
    const lines = await this.orders.linesOf(ids);
    const { holds } = await this.inventory.holds({ orderIds: ids });
    const holdsOf = Map.groupBy(holds, ({ orderId }) => orderId);
    const audited: AuditedOrder[] = [];
    for (const order of orders) {
      const { payments } = await this.payments.find({ orderId: order.id });
      audited.push({
        ...order,
        lines: lines.get(order.id) ?? [],
        holds: holdsOf.get(order.id) ?? [],
        payments,
      });
    }
    return audited;
  }
}
