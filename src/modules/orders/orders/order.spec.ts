import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  fulfillmentOf,
  type FulfillmentStatus,
  fulfillmentStatuses,
  mayMove,
  meaningOf,
  type OrderMove,
  type OrderState,
  orderStatuses,
  paymentStates,
  tellShortage,
  paymentStatuses,
  paymentStatusOf,
  statusAfter,
} from './order.js';

const moves: OrderMove[] = ['confirm', 'cancel', 'expire', 'fulfill', 'complete'];
const placed: OrderState = { status: 'pending_payment', fulfillmentStatus: 'unfulfilled' };
const anyOrder = fc.record({
  status: fc.constantFrom(...orderStatuses),
  fulfillmentStatus: fc.constantFrom(...fulfillmentStatuses),
});

it('A buyer is told how many fewer to order, and a stranger not how much there is', () => {
  const told = (requested: number, available: number) => tellShortage({ sku: 'BOWL', requested, available });
  expect(told(2, 1)).toEqual({ sku: 'BOWL', requested: 2, available: 1 });
  expect(told(9, 0).available).toBe(0);
  expect(told(6, 5).available).toBe(5);
  expect(told(99, 6).available).toBe(5);
  expect(told(99, 98).available).toBe(5);
});

describe('the status of an order', () => {
  it('goes from pending to confirmed to completed', () => {
    expect(statusAfter(placed, 'confirm')).toBe('confirmed');
    expect(statusAfter({ status: 'confirmed', fulfillmentStatus: 'fulfilled' }, 'complete')).toBe(
      'completed',
    );
  });

  it('is never left again once the order is completed, cancelled or expired', () => {
    fc.assert(
      fc.property(anyOrder, fc.constantFrom(...moves), (order, move) => {
        fc.pre(['completed', 'cancelled', 'expired'].includes(order.status));
        expect(mayMove(order, move)).toBe(false);
        expect(() => statusAfter(order, move)).toThrow(/One cannot/);
      }),
    );
  });

  it('is either confirmed or expired at the end of any sequence of moves, never both', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...moves), { maxLength: 20 }), (sequence) => {
        let order = placed;
        const seen = new Set<string>();
        for (const move of sequence) {
          if (!mayMove(order, move)) continue;
          const fulfillmentStatus: FulfillmentStatus =
            move === 'fulfill' ? 'fulfilled' : order.fulfillmentStatus;
          order = { status: statusAfter(order, move), fulfillmentStatus };
          seen.add(order.status);
        }
        expect(seen.has('confirmed') && seen.has('expired')).toBe(false);
        expect(seen.has('completed') && seen.has('cancelled')).toBe(false);
      }),
    );
  });

  it('lets nobody cancel what is on its way', () => {
    expect(mayMove({ status: 'confirmed', fulfillmentStatus: 'unfulfilled' }, 'cancel')).toBe(true);
    expect(mayMove({ status: 'confirmed', fulfillmentStatus: 'partially_fulfilled' }, 'cancel')).toBe(false);
  });
});

describe('a payment', () => {
  it('has a meaning and a name for buyers in every state', () => {
    for (const state of paymentStates) {
      expect(['paid', 'waiting', 'asking', 'sending', 'failed']).toContain(meaningOf(state));
      expect(paymentStatuses).toContain(paymentStatusOf(state));
    }
    expect(paymentStatusOf(null)).toBe('pending');
  });

  it('whose outcome is unknown is never taken for a failure', () => {
    expect(meaningOf('unknown')).toBe('asking');
    expect(meaningOf('pending')).toBe('sending');
  });
});

describe('the lines of an order', () => {
  it('say how far the order is fulfilled', () => {
    const line = (quantity: number, fulfilled: number) => ({ quantity, fulfilled });
    expect(fulfillmentOf([line(2, 0), line(1, 0)])).toBe('unfulfilled');
    expect(fulfillmentOf([line(2, 1), line(1, 0)])).toBe('partially_fulfilled');
    expect(fulfillmentOf([line(2, 2), line(1, 0)])).toBe('partially_fulfilled');
    expect(fulfillmentOf([line(2, 2), line(1, 1)])).toBe('fulfilled');
  });
});
