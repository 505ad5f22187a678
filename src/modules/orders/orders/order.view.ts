import type { Fulfillment } from '../fulfillments/fulfillment.entity.js';
import type { OrderSummary } from '../orders.contract.js';
import { paymentStatusOf } from './order.js';
import type { Order } from './order.entity.js';
import type { OrderHistory } from './order-history.entity.js';
import type { OrderLine } from './order-line.entity.js';
import type { OrderHistoryView, OrderView } from './orders.dto.js';

/** What belongs to an order. */
export interface OrderParts {
  readonly lines: readonly OrderLine[];
  readonly fulfillments?: readonly Fulfillment[];
  /** A guest's secret, when it was just made. */
  readonly token?: string;
}

/** An order as those who may see it see it. */
export function viewOrder(order: Order, { lines, fulfillments = [], token }: OrderParts): OrderView {
  const money = (amount: number) => ({ amount, currency: order.currency });
  return {
    id: order.id,
    number: order.number,
    ...(token === undefined ? {} : { orderToken: token }),
    status: order.status,
    paymentStatus: paymentStatusOf(order.paymentState),
    fulfillmentStatus: order.fulfillmentStatus,
    email: order.email,
    shippingAddress: { ...order.shippingAddress },
    lines: lines.map(({ sku, title, quantity, fulfilled, unitAmount, total }) => ({
      sku,
      title,
      quantity,
      fulfilled,
      unitPrice: money(unitAmount),
      total: money(total),
    })),
    fulfillments: fulfillments.map(({ id, items, trackingNumber, createdAt }) => ({
      id,
      lines: items.map(({ sku, quantity }) => ({ sku, quantity })),
      trackingNumber,
      createdAt: createdAt.toISOString(),
    })),
    subtotal: money(order.total),
    total: money(order.total),
    holdExpiresAt: order.holdExpiresAt.toISOString(),
    payment: viewPayment(order),
    createdAt: order.createdAt.toISOString(),
    updatedAt: order.updatedAt.toISOString(),
    version: order.version,
  };
}

function viewPayment({ paymentId, paymentState, nextAction }: Order): OrderView['payment'] {
  if (paymentId === null || paymentState === null) return null;
  return {
    id: paymentId,
    status: paymentState,
    ...(nextAction === null ? {} : { nextAction: { type: nextAction.type, url: nextAction.url } }),
  };
}

/** One step in the life of an order. */
export function viewHistory({ event, status, actorId, note, createdAt }: OrderHistory): OrderHistoryView {
  return { event, status, actorId, note, createdAt: createdAt.toISOString() };
}

/** An order as its buyer is told of it by mail: without the phone number and what is ours. */
export function summarize(order: Order, { lines, fulfillments = [] }: OrderParts): OrderSummary {
  const { number, email, userId, currency } = order;
  const { phone: _phone, ...shippingAddress } = order.shippingAddress;
  return {
    number,
    email,
    userId,
    lines: lines.map(({ sku, title, quantity, total }) => ({
      sku,
      title,
      quantity,
      total: { amount: total, currency },
    })),
    total: { amount: order.total, currency },
    shippingAddress,
    trackingNumbers: Object.fromEntries(
      fulfillments.flatMap(({ id, trackingNumber }) =>
        trackingNumber === null ? [] : [[id, trackingNumber]],
      ),
    ),
  };
}
