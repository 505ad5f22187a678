import type { Money } from '../../../kernel/money.js';
import type { AttemptState, PaymentNews } from '../payment.js';

/** What goes with every call. */
export interface Call {
  /** The idempotency key: a call that is sent again with it has no second effect. */
  readonly key: string;
  /** Milliseconds after which the answer is given up. */
  readonly deadline: number;
}

/** A payment as the provider's books show it. */
export interface ProviderPayment extends PaymentNews {
  /** The provider's id. */
  readonly reference: string;
  /** The key that it was authorized with, where the message tells. */
  readonly key?: string;
  readonly nextActionUrl?: string;
  readonly declineCode?: string;
}

/** A refund as the provider's books show it. */
export interface ProviderRefund {
  readonly reference: string;
  /** The key that it was asked for with; absent when it was made elsewhere, such as in the provider's dashboard. */
  readonly key?: string;
  readonly amount: number;
  readonly state: AttemptState;
  readonly code?: string;
}

/** A message of the provider after its signature was verified. */
export interface ProviderMessage {
  readonly id: string;
  readonly type: string;
  readonly payment?: ProviderPayment;
  readonly refund?: ProviderRefund & { readonly payment: string };
}

/** A request as it came in: what a signature is made of. */
export interface SignedRequest {
  readonly body: Uint8Array;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
}

/** The provider did not take the call, and nothing happened: the same call may be sent again. */
export class ProviderBusy extends Error {}

/** There was no answer that says what happened: the provider is to be asked. Every error of another kind counts as this. */
export class ProviderSilent extends Error {}

/** The provider said no, for good. `code` is its own word for the reason. */
export class ProviderRefused extends Error {
  constructor(readonly code: string) {
    super(`The provider refused: ${code}`);
  }
}

/**
 * Who moves the money. A decline is an answer, not an error. Errors are {@link ProviderBusy}, {@link ProviderSilent} and
 * {@link ProviderRefused}.
 */
export abstract class PaymentProvider {
  /** As in `PAYMENT_PROVIDER` and in the path of its webhooks. */
  abstract readonly name: string;

  /** Reserves an amount. */
  abstract authorize(
    request: { amount: Money; token: string; orderId: string },
    call: Call,
  ): Promise<ProviderPayment>;

  /** Takes what is reserved, or a part of it; the rest is given up. */
  abstract capture(request: { payment: string; amount: number }, call: Call): Promise<ProviderPayment>;

  /** Gives up what is reserved. */
  abstract void(request: { payment: string }, call: Call): Promise<ProviderPayment>;

  /** Gives back a part of what was taken. */
  abstract refund(request: { payment: string; amount: number }, call: Call): Promise<ProviderRefund>;

  /**
   * Reads the provider's books: by its own id where it is known, else by the key of the authorization.
   * @param request.since when the authorization was first sent
   * @returns null when it knows of no such payment
   */
  abstract find(
    request: { payment: string | null; key: string; since: Date },
    deadline: number,
  ): Promise<{ payment: ProviderPayment; refunds: ProviderRefund[] } | null>;

  /** Verifies and reads a webhook. @throws webhookSignatureInvalid when it is forged, or older than five minutes */
  abstract read(request: SignedRequest, now: Date): ProviderMessage;
}

/** How old a webhook may be, in seconds. */
export const webhookTolerance = 300;
