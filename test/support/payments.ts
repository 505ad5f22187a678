import { createHmac } from 'node:crypto';
import { Clock } from '../../src/kernel/clock.js';
import { newId } from '../../src/kernel/ids.js';
import { Payments, type PaymentState } from '../../src/modules/payments/index.js';
import { PaymentProvider } from '../../src/modules/payments/providers/payment-provider.js';
import { EventRelay } from '../../src/platform/events/event-relay.js';
import type { TestApp } from './app.js';
import type { Answer, Client, Loose } from './client.js';

/** What signs the sandbox's webhooks in tests. */
export const webhookSecret = 'a secret of the sandbox';

/** The contract of payments in a running application. */
export function paymentsOf(app: TestApp): Payments {
  return app.nest.get(Payments, { strict: false });
}

/** Pays a new order with a token. */
export async function pay(app: TestApp, token = 'tok_ok', amount = 5_000): Promise<PaymentState> {
  const orderId = newId();
  return paymentsOf(app).authorize({
    orderId,
    attempt: `${orderId}:1`,
    amount: { amount, currency: 'EUR' },
    token,
  });
}

/** Pays a new order and takes the money. */
export async function payAndCapture(app: TestApp, amount = 5_000): Promise<PaymentState> {
  const { id } = await pay(app, 'tok_ok', amount);
  return paymentsOf(app).capture({ paymentId: id, reference: 'test' });
}

/** How a payment stands now. */
export async function stateOfPayment(app: TestApp, { orderId, id }: PaymentState): Promise<PaymentState> {
  const { payments } = await paymentsOf(app).find({ orderId });
  const found = payments.find((payment) => payment.id === id);
  if (!found) throw new Error(`Payment ${id} is gone`);
  return found;
}

/** Asks for a refund. */
export function refund(
  client: Client,
  id: string,
  amount: number,
  key: string = newId(),
): Promise<Answer<Loose>> {
  return client.post(
    `/api/v1/payments/${id}/refunds`,
    { amount: { amount, currency: 'EUR' }, reason: 'A plate arrived broken' },
    { headers: { 'idempotency-key': key } },
  );
}

/** Sends a webhook as the sandbox signs it. */
export function webhook(
  app: TestApp,
  message: object,
  options: { secret?: string; at?: Date; body?: string } = {},
): Promise<Answer<Loose>> {
  const body = JSON.stringify(message);
  const time = Math.floor((options.at ?? new Date()).getTime() / 1_000);
  const signature = createHmac('sha256', options.secret ?? webhookSecret)
    .update(`${time}.${body}`)
    .digest('hex');
  return app.client.send('POST', '/api/v1/payments/webhooks/sandbox', {
    headers: { 'content-type': 'application/json', 'sandbox-signature': `t=${time},v1=${signature}` },
    raw: options.body ?? body,
  });
}

/** Has the provider do something else for the time of some work. */
export async function withProvider<T>(
  app: TestApp,
  patch: (provider: PaymentProvider) => Partial<PaymentProvider>,
  work: () => Promise<T>,
): Promise<T> {
  const provider = providerOf(app);
  const own = Object.getOwnPropertyNames(provider);
  Object.assign(provider, patch(provider));
  try {
    return await work();
  } finally {
    for (const name of Object.getOwnPropertyNames(provider))
      if (!own.includes(name)) Reflect.deleteProperty(provider, name);
  }
}

/** The provider of a running application. */
export function providerOf(app: TestApp): PaymentProvider {
  return app.nest.get(PaymentProvider, { strict: false });
}

/** The provider's own id of a payment. */
export async function chargeOf(app: TestApp, { id }: PaymentState): Promise<string> {
  const found = await providerOf(app).find({ payment: null, key: id, since: new Date() }, 1_000);
  if (!found) throw new Error(`There is no charge for ${id}`);
  return found.payment.reference;
}

/** Lets the application's clock run ahead, by milliseconds. */
export function setAhead(app: TestApp, milliseconds: number): void {
  app.nest.get(Clock, { strict: false }).now = () => new Date(Date.now() + milliseconds);
}

/** Handles every event that is due. */
export async function drain(app: TestApp): Promise<void> {
  await app.nest.get(EventRelay, { strict: false }).drain();
}
