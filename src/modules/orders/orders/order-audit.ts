import type { OrderStatus, PaymentStateName } from './order.js';
import { meaningOf } from './order.js';

/** An order, and what the other modules know of it. Amounts are minor units. */
export interface AuditedOrder {
  readonly status: OrderStatus;
  readonly settled: boolean;
  readonly total: number;
  readonly paymentId: string | null;
  readonly paymentState: PaymentStateName | null;
  readonly lines: readonly { readonly sku: string; readonly quantity: number; readonly total: number }[];
  readonly holds: readonly {
    readonly sku: string;
    readonly quantity: number;
    readonly state: 'held' | 'committed' | 'released';
    readonly restocked: number;
  }[];
  readonly payments: readonly {
    readonly id: string;
    readonly status: PaymentStateName;
    readonly amount: { readonly amount: number };
  }[];
}

/** What does not add up about an order that nothing is left to be done for; nothing, if all is well. */
export function faultsOf(order: AuditedOrder): string[] {
  if (!order.settled) return [];
  return [...faultsOfTotal(order), ...faultsOfStock(order), ...faultsOfPayment(order)];
}

function faultsOfTotal({ lines, total }: AuditedOrder): string[] {
  return lines.reduce((sum, line) => sum + line.total, 0) === total ? [] : ['the lines do not add up'];
}

function faultsOfStock({ status, lines, holds }: AuditedOrder): string[] {
  const isSold = status === 'confirmed' || status === 'completed';
  const faults: string[] = [];
  for (const { sku, quantity } of lines) {
    const hold = holds.find((held) => held.sku === sku);
    const sold = hold?.state === 'committed' ? hold.quantity - hold.restocked : 0;
    const held = hold?.state === 'held' ? hold.quantity : 0;
    if (isSold && sold !== quantity) faults.push(`${sku}: ${quantity} ordered, ${sold} sold`);
    if (!isSold && sold !== 0) faults.push(`${sku}: ${sold} sold to an order that is ${status}`);
    if (status !== 'pending_payment' && held !== 0)
      faults.push(`${sku}: ${held} held for an order that is ${status}`);
  }
  if (holds.some(({ sku }) => lines.every((line) => line.sku !== sku)))
    faults.push('stock was taken that was not ordered');
  return faults;
}

function faultsOfPayment(order: AuditedOrder): string[] {
  const { status, total, payments, paymentId, paymentState } = order;
  const live = payments.filter((payment) => meaningOf(payment.status) === 'paid');
  const own = payments.find(({ id }) => id === paymentId);
  const faults: string[] = [];
  if (live.length > 1) faults.push('paid more than once');
  if (live.some(({ amount }) => amount.amount !== total)) faults.push('paid with another amount');
  if (own && own.status !== paymentState) faults.push(`the payment is ${own.status}, not ${paymentState}`);
  if (status === 'confirmed' || status === 'completed') {
    // The shop may give money back for an order that stands.
    if (live.length === 0 && own?.status !== 'refunded' && own?.status !== 'voided') faults.push('not paid');
  } else if (live.length > 0) faults.push(`paid though it is ${status}`);
  return faults;
}
