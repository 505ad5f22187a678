import { describe, expect, it } from '@jest/globals';
import { type AuditedOrder, faultsOf } from './order-audit.js';

const payment = (status: AuditedOrder['payments'][number]['status'], id = 'p1', amount = 2_000) => ({
  id,
  status,
  amount: { amount },
});
const hold = (state: 'held' | 'committed' | 'released', restocked = 0) => ({
  sku: 'A',
  quantity: 2,
  state,
  restocked,
});
const sold: AuditedOrder = {
  status: 'confirmed',
  settled: true,
  total: 2_000,
  paymentId: 'p1',
  paymentState: 'captured',
  lines: [{ sku: 'A', quantity: 2, total: 2_000 }],
  holds: [hold('committed')],
  payments: [payment('captured')],
};
const cancelled: AuditedOrder = {
  ...sold,
  status: 'cancelled',
  paymentState: 'refunded',
  holds: [hold('committed', 2)],
  payments: [payment('refunded')],
};
const waiting: AuditedOrder = {
  ...sold,
  status: 'pending_payment',
  paymentState: 'declined',
  holds: [hold('held')],
  payments: [payment('declined')],
};

describe('an order adds up', () => {
  it.each([
    ['when it is sold and paid', sold],
    [
      'when the shop gave its money back',
      { ...sold, paymentState: 'refunded', payments: [payment('refunded')] },
    ],
    ['when it is cancelled and undone', cancelled],
    [
      'when it is cancelled before anything was held',
      { ...cancelled, holds: [], payments: [], paymentId: null },
    ],
    ['when it waits for its payment', waiting],
    ['when its hold has just ended', { ...waiting, holds: [hold('released')] }],
    [
      'when it was paid at the second try',
      { ...sold, payments: [payment('declined', 'p0'), payment('captured')] },
    ],
    ['for now, when something is left to be done', { ...sold, settled: false, holds: [], payments: [] }],
  ] as [string, AuditedOrder][])('%s', (_when, order) => {
    expect(faultsOf(order)).toEqual([]);
  });
});

describe('an order does not add up', () => {
  it.each([
    ['when its stock was not sold to it', { ...sold, holds: [] }],
    ['when its hold was released', { ...sold, holds: [hold('released')] }],
    ['when a part came back', { ...sold, holds: [hold('committed', 1)] }],
    ['when it is still held after it was cancelled', { ...cancelled, holds: [hold('held')] }],
    ['when it keeps its stock after it was cancelled', { ...cancelled, holds: [hold('committed', 1)] }],
    [
      'when it took what was not ordered',
      { ...sold, holds: [hold('committed'), { ...hold('held'), sku: 'B' }] },
    ],
    ['when it is not paid', { ...sold, payments: [], paymentState: null, paymentId: null }],
    ['when it is paid twice', { ...sold, payments: [payment('captured'), payment('authorized', 'p2')] }],
    ['when it is paid with another amount', { ...sold, payments: [payment('captured', 'p1', 1)] }],
    ['when it keeps the money after it was cancelled', { ...cancelled, payments: [payment('captured')] }],
    ['when it is paid and waits', { ...waiting, payments: [payment('authorized')] }],
    ['when it tells another state of its payment', { ...sold, paymentState: 'authorized' }],
    ['when its lines do not add up', { ...sold, total: 1 }],
  ] as [string, AuditedOrder][])('%s', (_when, order) => {
    expect(faultsOf(order)).not.toEqual([]);
  });
});
