import { inspect } from 'node:util';
import { Stripe } from 'stripe';
import { webhookSignatureInvalid } from '../payments.errors.js';
import type { Money } from '../../../kernel/money.js';
import {
  type Call,
  PaymentProvider,
  ProviderBusy,
  type ProviderMessage,
  type ProviderPayment,
  ProviderRefused,
  type ProviderRefund,
  ProviderSilent,
  type SignedRequest,
  webhookTolerance,
} from './payment-provider.js';

/** How Stripe is reached. */
export interface StripeSettings {
  readonly secretKey: string;
  readonly webhookSecret: string;
  /** Another server that speaks Stripe's API. */
  readonly apiBase?: string;
  /** Where the buyer comes back to after confirming a payment. */
  readonly returnUrl: string;
}

/** Under this name our key stands in what Stripe keeps. */
const keyName = 'mainstay_key';
/** How long after it was first sent a payment may have arrived, in seconds; clocks may differ by as much. */
const window = 120;

const phases: Readonly<Record<string, ProviderPayment['phase']>> = {
  requires_payment_method: 'declined',
  requires_confirmation: 'pending',
  processing: 'pending',
  requires_action: 'requires_action',
  requires_capture: 'authorized',
  succeeded: 'captured',
  canceled: 'voided',
};

/** Payments through Stripe: PaymentIntents with manual capture. The token is the id of a payment method. */
export class StripeProvider extends PaymentProvider {
  readonly name = 'stripe';
  private readonly stripe: Stripe;

  constructor(private readonly settings: StripeSettings) {
    super();
    const base = settings.apiBase === undefined ? undefined : new URL(settings.apiBase);
    this.stripe = new Stripe(settings.secretKey, {
      // Whoever calls sends again, with the same key. The SDK does so once by itself when a connection is closed.
      maxNetworkRetries: 0,
      telemetry: false,
      ...(base && {
        host: base.hostname,
        port: base.port || (base.protocol === 'https:' ? 443 : 80),
        protocol: base.protocol === 'https:' ? 'https' : 'http',
      }),
    });
  }

  async authorize(
    request: { amount: Money; token: string; orderId: string },
    call: Call,
  ): Promise<ProviderPayment> {
    const { amount, token, orderId } = request;
    try {
      const intent = await this.stripe.paymentIntents.create(
        {
          amount: amount.amount,
          currency: amount.currency.toLowerCase(),
          payment_method: token,
          capture_method: 'manual',
          confirm: true,
          return_url: this.settings.returnUrl,
          metadata: { [keyName]: call.key, order_id: orderId },
        },
        optionsOf(call),
      );
      return payment(intent);
    } catch (error) {
      const intent = error instanceof Stripe.errors.StripeCardError ? error.payment_intent : undefined;
      if (intent) return payment(intent);
      throw meaningOf(error);
    }
  }

  async capture(request: { payment: string; amount: number }, call: Call): Promise<ProviderPayment> {
    const parameters = { amount_to_capture: request.amount };
    return payment(
      await told(this.stripe.paymentIntents.capture(request.payment, parameters, optionsOf(call))),
    );
  }

  async void(request: { payment: string }, call: Call): Promise<ProviderPayment> {
    return payment(await told(this.stripe.paymentIntents.cancel(request.payment, {}, optionsOf(call))));
  }

  async refund(request: { payment: string; amount: number }, call: Call): Promise<ProviderRefund> {
    const parameters = {
      payment_intent: request.payment,
      amount: request.amount,
      metadata: { [keyName]: call.key },
    };
    return refund(await told(this.stripe.refunds.create(parameters, optionsOf(call))));
  }

  async find(
    request: { payment: string | null; key: string; since: Date },
    deadline: number,
  ): Promise<{ payment: ProviderPayment; refunds: ProviderRefund[] } | null> {
    const options = { timeout: deadline };
    const intent =
      request.payment === null
        ? await told(this.search(request.key, request.since, options))
        : await told(this.stripe.paymentIntents.retrieve(request.payment, {}, options));
    if (!intent) return null;
    const refunds: ProviderRefund[] = [];
    if (intent.status === 'succeeded')
      for await (const found of this.stripe.refunds.list({ payment_intent: intent.id, limit: 100 }, options))
        refunds.push(refund(found));
    return { payment: payment(intent), refunds };
  }

  read({ body, headers }: SignedRequest, now: Date): ProviderMessage {
    const header = headers['stripe-signature'];
    const event = this.verify(body, typeof header === 'string' ? header : '', now);
    const { id, type } = event;
    if (type.startsWith('payment_intent.'))
      return { id, type, payment: payment(event.data.object as Stripe.PaymentIntent) };
    if (!type.startsWith('refund.')) return { id, type };
    const given = event.data.object as Stripe.Refund;
    const intent = given.payment_intent;
    const reference = typeof intent === 'string' ? intent : intent?.id;
    return {
      id,
      type,
      ...(reference === undefined ? {} : { refund: { ...refund(given), payment: reference } }),
    };
  }

  private verify(body: Uint8Array, header: string, now: Date): Stripe.Event {
    const { webhookSecret } = this.settings;
    try {
      return this.stripe.webhooks.constructEvent(
        Buffer.from(body),
        header,
        webhookSecret,
        webhookTolerance,
        undefined,
        now.getTime(),
      );
    } catch (error) {
      throw webhookSignatureInvalid(undefined, { cause: error });
    }
  }

  /** Lists are up to date at once, unlike Stripe's search, which lags by a minute. */
  private async search(
    key: string,
    since: Date,
    options: { timeout: number },
  ): Promise<Stripe.PaymentIntent | null> {
    const start = Math.floor(since.getTime() / 1_000);
    const created = { gte: start - window, lte: start + window };
    for await (const intent of this.stripe.paymentIntents.list({ created, limit: 100 }, options))
      if (intent.metadata[keyName] === key) return intent;
    return null;
  }
}

function optionsOf({ key, deadline }: Call): Stripe.RequestOptions {
  return { idempotencyKey: key, timeout: deadline };
}

function payment(intent: Stripe.PaymentIntent): ProviderPayment {
  const { id, status, amount_received, metadata, last_payment_error, next_action } = intent;
  // A new intent waits for a payment method too; only a failed one says what was wrong.
  const waits = status === 'requires_payment_method' && !last_payment_error;
  const phase = waits ? 'pending' : (phases[status] ?? 'pending');
  const url = next_action?.redirect_to_url?.url;
  return {
    reference: id,
    key: metadata[keyName],
    phase,
    captured: phase === 'captured' ? amount_received : 0,
    ...(typeof url === 'string' ? { nextActionUrl: url } : {}),
    ...(phase === 'declined'
      ? { declineCode: last_payment_error?.decline_code ?? last_payment_error?.code ?? 'declined' }
      : {}),
  };
}

const refundStates: Readonly<Record<string, ProviderRefund['state']>> = {
  succeeded: 'done',
  failed: 'refused',
  canceled: 'refused',
};

function refund({ id, amount, status, metadata, failure_reason }: Stripe.Refund): ProviderRefund {
  return {
    reference: id,
    key: metadata?.[keyName],
    amount,
    state: refundStates[status ?? ''] ?? 'open',
    ...(failure_reason === undefined ? {} : { code: failure_reason }),
  };
}

async function told<T>(answer: Promise<T>): Promise<T> {
  try {
    return await answer;
  } catch (error) {
    throw meaningOf(error);
  }
}

/** Errors of the network before anything was sent. */
const unsent = /ECONNREFUSED|ENOTFOUND|EAI_AGAIN/;

/** What an error of the SDK says about the outcome. In doubt it says nothing. */
function meaningOf(error: unknown): Error {
  const { errors } = Stripe;
  if (!(error instanceof errors.StripeError)) return new ProviderSilent(String(error), { cause: error });
  const { statusCode = 0, code, type } = error;
  if (error instanceof errors.StripeConnectionError && unsent.test(inspect(error.detail)))
    return new ProviderBusy(error.message, { cause: error });
  // A wrong key of ours, too many calls, or another call with the same key under way: nothing has happened.
  if ([401, 403, 409, 429].includes(statusCode)) return new ProviderBusy(error.message, { cause: error });
  if (error instanceof errors.StripeIdempotencyError || ![400, 402, 404].includes(statusCode))
    return new ProviderSilent(error.message, { cause: error });
  return new ProviderRefused(code ?? type);
}
