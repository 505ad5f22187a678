import type { Payment, PaymentAttempt } from './payment.entity.js';
import type { PaymentState } from './payments.contract.js';
import type { PaymentView, RefundView } from './payments.dto.js';

/** A payment as other modules see it. */
export function stateOf(payment: Payment): PaymentState {
  const { id, orderId, status, currency, amount, captured, refunded, nextActionUrl, declineCode } = payment;
  return {
    id,
    orderId,
    status,
    amount: { amount, currency },
    captured: { amount: captured, currency },
    refunded: { amount: refunded, currency },
    ...(nextActionUrl === null ? {} : { nextAction: { type: 'redirect' as const, url: nextActionUrl } }),
    ...(declineCode === null ? {} : { declineCode }),
  };
}

/** A payment as clients see it. */
export function viewPayment(payment: Payment): PaymentView {
  const { provider, createdAt, updatedAt, version } = payment;
  return {
    ...stateOf(payment),
    provider,
    createdAt: createdAt.toISOString(),
    updatedAt: updatedAt.toISOString(),
    version,
  };
}

const refundStatuses = { open: 'pending', done: 'succeeded', refused: 'failed' } as const;

/** A refund as clients see it. */
export function viewRefund(attempt: PaymentAttempt, currency: string): RefundView {
  const { id, paymentId, amount, reason, state, code, createdAt } = attempt;
  return {
    id,
    paymentId,
    amount: { amount, currency },
    reason,
    status: refundStatuses[state],
    ...(code === null ? {} : { failureCode: code }),
    createdAt: createdAt.toISOString(),
  };
}
