import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Stripe } from 'stripe';
import { newId } from '../../../src/kernel/ids.js';
import { startApp, type TestApp } from '../../support/app.js';
import type { Answer, Client, Loose } from '../../support/client.js';
import { databaseKind } from '../../support/database.js';
import { pay, paymentsOf, refund, stateOfPayment } from '../../support/payments.js';
import { StripeServer } from '../../support/stripe-server.js';
import { until } from '../../support/until.js';

describe('stripe', () => {
  const secret = 'whsec_for_tests';
  const stripe = new StripeServer();
  const { webhooks } = new Stripe('sk_test');
  let app: TestApp;
  let merchant: Client;

  beforeAll(async () => {
    app = await startApp({
      PAYMENT_PROVIDER: 'stripe',
      STRIPE_SECRET_KEY: 'sk_test_mainstay',
      STRIPE_WEBHOOK_SECRET: secret,
      STRIPE_API_BASE: await stripe.listen(),
      PUBLIC_URL: 'https://shop.example',
    });
    merchant = await app.signedIn('Strida Stripe', 'merchant');
  });
  afterAll(async () => {
    await app.close();
    await stripe.close();
  });
  beforeEach(() => {
    stripe.requests.length = 0;
  });

  /** The SDK sends again once, with the same key, when a connection is closed: the second answer is lost too. */
  const lost = 2;

  /** The books of Stripe about one order. */
  const booksOf = (orderId: string) => stripe.books().filter(({ order }) => order === orderId);

  async function send(event: object, at = Date.now(), key = secret): Promise<Answer<Loose>> {
    const payload = JSON.stringify(event);
    const header = webhooks.generateTestHeaderString({
      payload,
      secret: key,
      timestamp: Math.floor(at / 1_000),
    });
    return app.client.send('POST', '/api/v1/payments/webhooks/stripe', {
      headers: { 'content-type': 'application/json', 'stripe-signature': header },
      raw: payload,
    });
  }

  /** An event about an object as it stands in Stripe's books. */
  function eventAbout(type: string, object: object): object {
    return { id: `evt_${newId()}`, object: 'event', type, data: { object: structuredClone(object) } };
  }

  function intentOf(orderId: string): object {
    const intent = [...stripe.intents.values()].find(({ metadata }) => metadata.order_id === orderId);
    if (!intent) throw new Error(`Stripe has no intent for ${orderId}`);
    return intent;
  }

  describe(`a payment through Stripe on ${databaseKind}`, () => {
    it('is authorized, captured and refunded, with a key on every call', async () => {
      const payment = await pay(app, 'pm_card_visa', 1_999);
      expect(payment.status).toBe('authorized');
      expect((await merchant.post(`/api/v1/payments/${payment.id}/capture`)).body.status).toBe('captured');
      expect((await refund(merchant, payment.id, 999)).body.status).toBe('succeeded');
      expect(booksOf(payment.orderId)).toEqual([
        { order: payment.orderId, status: 'succeeded', amount: 1_999, captured: 1_999, refunded: 999 },
      ]);
      expect(stripe.requests).toHaveLength(3);
      for (const request of stripe.requests) expect(request).toMatch(/^POST \S+ [\w-]{36}$/);
    });

    it('is captured in part, or voided', async () => {
      const part = await pay(app, 'pm_card_visa');
      const amount = { amount: 1_000, currency: 'EUR' };
      await merchant.post(`/api/v1/payments/${part.id}/capture`, { amount });
      expect((await stateOfPayment(app, part)).captured).toEqual(amount);

      const other = await pay(app, 'pm_card_visa');
      expect((await merchant.post(`/api/v1/payments/${other.id}/void`)).body.status).toBe('voided');
      expect(booksOf(other.orderId)).toMatchObject([{ status: 'canceled' }]);
    });

    it('is declined with the reason of the bank', async () => {
      expect(await pay(app, 'pm_card_visa_chargeDeclined')).toMatchObject({
        status: 'declined',
        declineCode: 'generic_decline',
      });
    });

    it('sends the buyer to the bank, and goes on when the webhook tells of it', async () => {
      const payment = await pay(app, 'pm_card_authenticationRequired');
      expect(payment).toMatchObject({
        status: 'requires_action',
        nextAction: { type: 'redirect', url: 'https://hooks.stripe.example/3d' },
      });
      Object.assign(intentOf(payment.orderId), { status: 'requires_capture', next_action: null });
      await send(eventAbout('payment_intent.amount_capturable_updated', intentOf(payment.orderId)));
      expect((await stateOfPayment(app, payment)).status).toBe('authorized');
    });

    it('is sent again with the same key while Stripe is busy', async () => {
      const payment = await pay(app, 'tok_flaky');
      expect(payment.status).toBe('authorized');
      const keys = stripe.requests.map((request) => request.split(' ').at(-1));
      expect(keys).toEqual([payment.id, payment.id, payment.id]);
      expect(booksOf(payment.orderId)).toHaveLength(1);
    });

    it('whose answer was lost is found by its key: one charge', async () => {
      const payment = await pay(app, 'tok_timeout');
      expect(payment.status).toBe('unknown');
      await until(
        'Stripe was asked',
        async () => (await stateOfPayment(app, payment)).status === 'authorized',
      );
      expect(booksOf(payment.orderId)).toHaveLength(1);
    });

    it('whose refund was lost is refunded once', async () => {
      const payment = await pay(app, 'pm_card_visa');
      await merchant.post(`/api/v1/payments/${payment.id}/capture`);
      stripe.loseAnswers(lost);
      expect((await refund(merchant, payment.id, 100)).body.status).toBe('pending');
      await until('it is known', async () => (await stateOfPayment(app, payment)).refunded.amount === 100);
      expect(booksOf(payment.orderId)).toMatchObject([{ refunded: 100 }]);
    });

    it('that Stripe refuses to move is told as refused', async () => {
      const payment = await pay(app, 'pm_card_visa');
      Object.assign(intentOf(payment.orderId), { status: 'canceled' });
      const { status, body } = await merchant.post(`/api/v1/payments/${payment.id}/capture`);
      expect([status, body.code]).toEqual([409, 'payment_refused']);
    });

    it('is unknown while Stripe gives no answer, and known when it is asked', async () => {
      stripe.loseAnswers(lost);
      const payment = await pay(app, 'pm_card_visa');
      expect(payment.status).toBe('unknown');
      const { payments } = await paymentsOf(app).settle(payment);
      expect(payments.map(({ status }) => status)).toEqual(['authorized']);
      expect(booksOf(payment.orderId)).toHaveLength(1);
    });
  });

  describe('a webhook of Stripe', () => {
    it('is refused when it is forged or older than 300 s', async () => {
      const { orderId } = await pay(app, 'pm_card_visa');
      const event = eventAbout('payment_intent.succeeded', intentOf(orderId));
      const answers = [
        await send(event, Date.now(), 'whsec_of_somebody'),
        await send(event, Date.now() - 302_000),
        await app.client.post('/api/v1/payments/webhooks/stripe', event),
      ];
      for (const { status, body } of answers)
        expect([status, body.code]).toEqual([401, 'webhook_signature_invalid']);
    });

    it('tells of captures and refunds made in the dashboard, in any order and again', async () => {
      const payment = await pay(app, 'pm_card_visa');
      const authorized = eventAbout('payment_intent.amount_capturable_updated', intentOf(payment.orderId));
      const intent = Object.assign(intentOf(payment.orderId), {
        status: 'succeeded',
        amount_received: 5_000,
      });
      const captured = eventAbout('payment_intent.succeeded', intent);
      for (const event of [captured, authorized, captured]) expect((await send(event)).status).toBe(204);
      expect((await stateOfPayment(app, payment)).status).toBe('captured');

      const id = `re_${newId()}`;
      const made = {
        id,
        object: 'refund',
        amount: 600,
        metadata: {},
        payment_intent: Reflect.get(intent, 'id'),
      };
      const pending = eventAbout('refund.created', { ...made, status: 'pending' });
      const succeeded = eventAbout('refund.updated', { ...made, status: 'succeeded' });
      for (const event of [succeeded, pending, succeeded]) expect((await send(event)).status).toBe(204);
      expect((await stateOfPayment(app, payment)).refunded.amount).toBe(600);

      await send(
        eventAbout('refund.failed', { ...made, status: 'failed', failure_reason: 'lost_or_stolen_card' }),
      );
      expect(await stateOfPayment(app, payment)).toMatchObject({
        status: 'captured',
        refunded: { amount: 0 },
      });
    });

    it('of another kind is taken and does nothing', async () => {
      expect((await send(eventAbout('customer.created', { id: 'cus_1' }))).status).toBe(204);
    });
  });
});
