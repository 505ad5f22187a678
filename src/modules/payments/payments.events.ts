import { DomainEvent } from '../../platform/events/domain-event.js';

/** The amount of a payment is reserved. */
export class PaymentAuthorized extends DomainEvent<{ orderId: string; paymentId: string }> {
  static readonly type = 'payments.payment-authorized.v1';
}

/** The money of a payment was taken. */
export class PaymentCaptured extends DomainEvent<{ orderId: string; paymentId: string }> {
  static readonly type = 'payments.payment-captured.v1';
}

/** A payment came to nothing: declined (with the provider's code), or never received (`not_received`). */
export class PaymentFailed extends DomainEvent<{ orderId: string; paymentId: string; code: string }> {
  static readonly type = 'payments.payment-failed.v1';
}

/** Money went back to the buyer; `amount` (minor units) is this refund's alone. */
export class PaymentRefunded extends DomainEvent<{
  orderId: string;
  paymentId: string;
  amount: number;
  currency: string;
}> {
  static readonly type = 'payments.payment-refunded.v1';
}

/**
 * Something waits for the provider's word. Due when it is time to ask; payments itself hears it. With `doubtful` our own
 * books do not show that anything is open.
 */
export class PaymentUnsettled extends DomainEvent<{ paymentId: string; asked: number; doubtful: boolean }> {
  static readonly type = 'payments.payment-unsettled.v1';
}

/** A payment holds money that its order does not want. Payments itself hears it, and gives it back. */
export class PaymentUnwanted extends DomainEvent<{ paymentId: string }> {
  static readonly type = 'payments.payment-unwanted.v1';
}
