import type { Money } from '../../kernel/money.js';
import { defineContract } from '../../platform/contracts/contract.js';
import type { PaymentStatus } from './payment.js';

export type { PaymentStatus };

/** What the buyer must do before the payment goes on, such as 3-D Secure. */
export interface NextAction {
  readonly type: 'redirect';
  readonly url: string;
}

/** A payment as other modules see it; amounts are minor units. */
export interface PaymentState {
  readonly id: string;
  readonly orderId: string;
  readonly status: PaymentStatus;
  /** What was asked for. */
  readonly amount: Money;
  readonly captured: Money;
  readonly refunded: Money;
  readonly nextAction?: NextAction;
  /** Why the provider said no, such as `card_declined`. */
  readonly declineCode?: string;
}

/** What other modules may ask of payments. No call may be made inside an open transaction. */
export abstract class Payments {
  /**
   * Reserves an amount with the provider. One attempt has one result, however often it is sent. While another payment
   * of the order is undecided or holds the money, that payment is the answer and the provider is not asked again.
   * @example `{ orderId, attempt: '0193…:1', amount: { amount: 1999, currency: 'EUR' }, token: 'tok_ok' }`
   *   → `{ id, orderId, status: 'authorized', amount, captured, refunded }`
   */
  abstract authorize(command: {
    orderId: string;
    attempt: string;
    amount: Money;
    token: string;
  }): Promise<PaymentState>;

  /** The payments of an order, the oldest first. Asks nobody. */
  abstract find(command: { orderId: string }): Promise<{ payments: PaymentState[] }>;

  /** Asks the provider about what is pending or unknown, then answers as `find` does. */
  abstract settle(command: { orderId: string }): Promise<{ payments: PaymentState[] }>;

  /**
   * Takes an authorized amount, or a part of it; the rest is given up. Once per payment.
   * @throws paymentNotFound, paymentStatusConflict
   */
  abstract capture(command: { paymentId: string; amount?: Money; reference: string }): Promise<PaymentState>;

  /**
   * Gives everything back: voids what is authorized, refunds what is captured. What is still unknown is undone as soon
   * as it is known. Sent again with the same reference it does nothing more.
   */
  abstract cancel(command: { orderId: string; reference: string }): Promise<{ payments: PaymentState[] }>;
}

/** Longer than the provider may take. */
const deadline = 20_000;

export const paymentsContract = defineContract('payments', Payments, {
  authorize: { idempotent: true, deadline },
  find: { idempotent: true },
  settle: { idempotent: true, deadline },
  capture: { idempotent: true, deadline },
  cancel: { idempotent: true, deadline },
});
