import { orderStatusConflict } from '../orders.errors.js';

export const orderStatuses = ['pending_payment', 'confirmed', 'completed', 'cancelled', 'expired'] as const;
export type OrderStatus = (typeof orderStatuses)[number];

export const fulfillmentStatuses = ['unfulfilled', 'partially_fulfilled', 'fulfilled'] as const;
export type FulfillmentStatus = (typeof fulfillmentStatuses)[number];

/** Where a payment stands, as the module of payments tells it. */
export const paymentStates = [
  'pending',
  'unknown',
  'requires_action',
  'authorized',
  'captured',
  'partially_refunded',
  'refunded',
  'voided',
  'declined',
  'failed',
] as const;
export type PaymentStateName = (typeof paymentStates)[number];

/** Where the payment of an order stands, as its buyer sees it. */
export const paymentStatuses = [
  'pending',
  'requires_action',
  'authorized',
  'captured',
  'partially_refunded',
  'refunded',
  'voided',
  'declined',
] as const;
export type PaymentStatus = (typeof paymentStatuses)[number];

/** How many of one line a buyer may order, and how many lines an order may have. */
export const orderLimits = { quantity: 99, lines: 100 } as const;

/** The most units in stock that strangers are told of. */
const toldOfStock = 5;

/**
 * What the buyer of a line is told of a stock that does not suffice: enough to order fewer, and not how much the shop has.
 * @param available fewer than were asked for
 */
export function tellShortage({ sku, requested, available }: Shortage): Shortage {
  return { sku, requested, available: Math.min(available, toldOfStock) };
}

/** A line that stock does not suffice for. */
export type Shortage = { readonly sku: string; readonly requested: number; readonly available: number };

/** The most an order may cost, in minor units. */
export const largestTotal = 100_000_000_000;

/** Where an order stands. */
export interface OrderState {
  readonly status: OrderStatus;
  readonly fulfillmentStatus: FulfillmentStatus;
}

export type OrderMove = 'confirm' | 'cancel' | 'expire' | 'fulfill' | 'complete';

const moves: Readonly<Record<OrderMove, { from: readonly OrderStatus[]; to: OrderStatus }>> = {
  confirm: { from: ['pending_payment'], to: 'confirmed' },
  cancel: { from: ['pending_payment', 'confirmed'], to: 'cancelled' },
  expire: { from: ['pending_payment'], to: 'expired' },
  fulfill: { from: ['confirmed'], to: 'confirmed' },
  complete: { from: ['confirmed'], to: 'completed' },
};

/** Whether an order may make a move. */
export function mayMove({ status, fulfillmentStatus }: OrderState, move: OrderMove): boolean {
  if (!moves[move].from.includes(status)) return false;
  if (move === 'cancel') return fulfillmentStatus === 'unfulfilled';
  return move !== 'complete' || fulfillmentStatus === 'fulfilled';
}

/**
 * The status that a move leads to: `pending_payment → confirmed → completed`, `cancelled` until something is
 * fulfilled, `expired` while nothing is paid.
 * @throws orderStatusConflict when the order stands elsewhere
 */
export function statusAfter(order: OrderState, move: OrderMove): OrderStatus {
  if (mayMove(order, move)) return moves[move].to;
  const fulfilled = order.fulfillmentStatus === 'unfulfilled' ? '' : ' and partly or wholly fulfilled';
  throw orderStatusConflict(`One cannot ${move} an order that is ${order.status}${fulfilled}`);
}

/** What a payment means for the order that waits for it. */
export type PaymentMeaning = 'paid' | 'waiting' | 'asking' | 'sending' | 'failed';

const meanings: Readonly<Record<PaymentStateName, PaymentMeaning>> = {
  pending: 'sending',
  unknown: 'asking',
  requires_action: 'waiting',
  authorized: 'paid',
  captured: 'paid',
  partially_refunded: 'paid',
  refunded: 'failed',
  voided: 'failed',
  declined: 'failed',
  failed: 'failed',
};

/**
 * `waiting` is for the buyer, `asking` for the provider, `sending` for whoever sends the payment at this moment; what is
 * unknown is never taken for a failure.
 */
export function meaningOf(state: PaymentStateName): PaymentMeaning {
  return meanings[state];
}

/** How far a payment has come: it never goes back to a lower number. */
const progress: Readonly<Record<PaymentStateName, number>> = {
  pending: 0,
  unknown: 0,
  requires_action: 1,
  declined: 2,
  failed: 2,
  authorized: 2,
  captured: 3,
  partially_refunded: 4,
  refunded: 5,
  voided: 5,
};

/** Whether a state is later than the one that is known: messages may arrive in any order. */
export function isNews(known: PaymentStateName | null, state: PaymentStateName): boolean {
  return known === null || (state !== known && progress[state] >= progress[known]);
}

/** The payment that an order is about: the one that holds or moved money, or else the newest. */
export function currentPayment<P extends { readonly status: PaymentStateName }>(
  payments: readonly P[],
): P | undefined {
  return payments.findLast(({ status }) => meaningOf(status) === 'paid') ?? payments.at(-1);
}

/** What the buyer is told of a payment; nothing was tried yet when it is null. */
export function paymentStatusOf(state: PaymentStateName | null): PaymentStatus {
  if (state === null || state === 'unknown') return 'pending';
  return state === 'failed' ? 'declined' : state;
}

/** How far an order is fulfilled. */
export function fulfillmentOf(lines: readonly { quantity: number; fulfilled: number }[]): FulfillmentStatus {
  if (lines.every(({ quantity, fulfilled }) => fulfilled === quantity)) return 'fulfilled';
  return lines.some(({ fulfilled }) => fulfilled > 0) ? 'partially_fulfilled' : 'unfulfilled';
}
