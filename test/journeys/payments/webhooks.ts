import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { newId } from '../../../src/kernel/ids.js';
import { ReceivedWebhook } from '../../../src/modules/payments/payment.entity.js';
import { WebhookCleanup } from '../../../src/modules/payments/webhook-cleanup.service.js';
import { Transactions } from '../../../src/platform/database/transactions.js';
import { PaymentBook } from '../../../src/modules/payments/payment-book.service.js';
import type { PaymentProvider } from '../../../src/modules/payments/providers/payment-provider.js';
import { startApp, type TestApp } from '../../support/app.js';
import type { Client } from '../../support/client.js';
import { databaseKind } from '../../support/database.js';
import {
  chargeOf,
  pay,
  payAndCapture,
  paymentsOf,
  providerOf,
  setAhead,
  stateOfPayment,
  webhook,
  webhookSecret,
  withProvider,
} from '../../support/payments.js';
import { seededRandom } from '../../support/trials.js';
import { until } from '../../support/until.js';

describe('webhooks', () => {
  let app: TestApp;
  let merchant: Client;

  beforeAll(async () => {
    app = await startApp({ SANDBOX_WEBHOOK_SECRET: webhookSecret });
    merchant = await app.signedIn('Wanda Webhook', 'merchant');
  });
  afterAll(() => app.close());

  /** What the sandbox would say of a payment; `key` is the payment's id, as it was authorized with. */
  function news(key: string, phase: string, captured = 0, reference = newId()): object {
    const payment = { reference, key, phase, captured };
    return { id: newId(), type: `charge.${phase}`, payment };
  }

  describe(`a webhook on ${databaseKind}`, () => {
    it('that is forged is refused and changes nothing', async () => {
      const payment = await pay(app);
      const message = news(payment.id, 'captured', 5_000);
      const forged = [
        await webhook(app, message, { secret: 'another secret of somebody' }),
        await webhook(app, message, { body: JSON.stringify({ ...message, id: 'other' }) }),
        await app.client.post('/api/v1/payments/webhooks/sandbox', message),
        await app.client.post('/api/v1/payments/webhooks/sandbox', message, {
          headers: { 'sandbox-signature': `t=${Math.floor(Date.now() / 1_000)},v1=` },
        }),
      ];
      for (const { status, body } of forged)
        expect([status, body.code]).toEqual([401, 'webhook_signature_invalid']);
      expect((await stateOfPayment(app, payment)).status).toBe('authorized');
    });

    it('is forgotten after 90 days', async () => {
      const { manager } = app.nest.get(Transactions, { strict: false });
      const cleanup = app.nest.get(WebhookCleanup, { strict: false });
      const message = { ...news(newId(), 'captured', 5_000), id: newId() };
      expect((await webhook(app, message)).status).toBeLessThan(300);
      const known = () => manager.countBy(ReceivedWebhook, { eventId: message.id });
      const day = 86_400_000;
      setAhead(app, 89 * day);
      await cleanup.run();
      expect(await known()).toBe(1);
      setAhead(app, 91 * day);
      await cleanup.run();
      setAhead(app, 0);
      expect(await known()).toBe(0);
    });

    it('that is older than 300 s, or from as far ahead, is refused', async () => {
      const payment = await pay(app);
      const message = news(payment.id, 'captured', 5_000);
      for (const seconds of [-302, 310]) {
        const wrong = await webhook(app, message, { at: new Date(Date.now() + seconds * 1_000) });
        expect([wrong.status, wrong.body.code]).toEqual([401, 'webhook_signature_invalid']);
      }
      expect((await stateOfPayment(app, payment)).status).toBe('authorized');
      expect((await webhook(app, message, { at: new Date(Date.now() - 290_000) })).status).toBe(204);
      expect((await stateOfPayment(app, payment)).status).toBe('captured');
    });

    it('that is sent ten times at once has one effect', async () => {
      const payment = await payAndCapture(app);
      const message = {
        id: newId(),
        type: 'refund.made',
        refund: { reference: newId(), payment: await chargeOf(app, payment), amount: 1_000, state: 'done' },
      };
      const heard = jest.spyOn(app.nest.get(PaymentBook, { strict: false }), 'hear');
      const answers = await Promise.all(Array.from({ length: 10 }, () => webhook(app, message)));
      expect(answers.map(({ status }) => status)).toEqual(Array.from({ length: 10 }, () => 204));
      expect(heard).toHaveBeenCalledTimes(1);
      heard.mockRestore();
      expect((await stateOfPayment(app, payment)).refunded.amount).toBe(1_000);
      const { body } = await merchant.get(`/api/v1/payments/${payment.id}/refunds`);
      expect(body.data).toMatchObject([{ amount: { amount: 1_000 }, reason: null, status: 'succeeded' }]);
    });

    it('that tells the same under another id changes nothing', async () => {
      const payment = await pay(app);
      for (const _ of [1, 2, 3]) await webhook(app, news(payment.id, 'captured', 5_000));
      const { body } = await merchant.get(`/api/v1/payments/${payment.id}`);
      expect(body).toMatchObject({ status: 'captured', version: 3 });
    });

    it.each([
      ['authorized', 'captured'],
      ['captured', 'authorized'],
    ])('that overtakes others leads to the same end: %s before %s', async (...order) => {
      const payment = await pay(app, 'tok_timeout');
      for (const phase of order)
        await webhook(app, news(payment.id, phase, phase === 'captured' ? 5_000 : 0));
      expect((await stateOfPayment(app, payment)).status).toBe('captured');
    });

    it("that arrives ahead of the answer to the client's own request leads to the right end", async () => {
      const ahead = (provider: PaymentProvider): Partial<PaymentProvider> => {
        const authorize = provider.authorize.bind(provider);
        return {
          authorize: async (request, call) => {
            const answer = await authorize(request, call);
            const { status } = await webhook(app, {
              id: newId(),
              type: 'charge.authorized',
              payment: answer,
            });
            expect(status).toBe(204);
            return answer;
          },
        };
      };
      const payment = await withProvider(app, ahead, () => pay(app));
      expect(payment.status).toBe('authorized');
      expect((await merchant.get(`/api/v1/payments/${payment.id}`)).body.version).toBe(2);
    });

    it('of a decline does not undo what the provider holds', async () => {
      const payment = await pay(app);
      await webhook(app, news(payment.id, 'declined'));
      expect((await stateOfPayment(app, payment)).status).toBe('authorized');
    });

    it('of a refund that comes before news of its capture is understood by asking', async () => {
      const payment = await pay(app);
      const charge = await chargeOf(app, payment);
      const call = { key: newId(), deadline: 1_000 };
      await providerOf(app).capture({ payment: charge, amount: 5_000 }, call);
      const refund = await providerOf(app).refund(
        { payment: charge, amount: 700 },
        { ...call, key: newId() },
      );
      await webhook(app, { id: newId(), type: 'refund.made', refund: { ...refund, payment: charge } });
      await until('the provider was asked', async () => {
        const { status, refunded } = await stateOfPayment(app, payment);
        return status === 'partially_refunded' && refunded.amount === 700;
      });
    });

    it('of any order, each sent twice, leads to what stands in the books of the provider', async () => {
      const random = seededRandom('shuffled webhooks');
      const round = async (): Promise<void> => {
        const payment = await pay(app, 'tok_timeout');
        const charge = await chargeOf(app, payment);
        const call = (): { key: string; deadline: number } => ({ key: newId(), deadline: 1_000 });
        await providerOf(app).capture({ payment: charge, amount: 4_000 }, call());
        const refunds = [
          await providerOf(app).refund({ payment: charge, amount: 700 }, call()),
          await providerOf(app).refund({ payment: charge, amount: 300 }, call()),
        ];
        const messages = [
          news(payment.id, 'authorized', 0, charge),
          news(payment.id, 'captured', 4_000, charge),
          ...refunds.map((refund) => ({
            id: newId(),
            type: 'refund.made',
            refund: { ...refund, payment: charge },
          })),
        ];
        const twice = [...messages, ...messages].map((message) => ({ message, place: random() }));
        for (const { message } of twice.toSorted((one, other) => one.place - other.place))
          await webhook(app, message);
        await until('everything is known', async () => {
          const { status, refunded, captured } = await stateOfPayment(app, payment);
          return status === 'partially_refunded' && refunded.amount === 1_000 && captured.amount === 4_000;
        });
      };
      await Promise.all(Array.from({ length: 15 }, round));
    });

    it('about a payment of others is taken and does nothing', async () => {
      expect((await webhook(app, news(newId(), 'captured', 1))).status).toBe(204);
    });

    it('of a provider that is not in use is not found', async () => {
      const { status, body } = await app.client.post('/api/v1/payments/webhooks/stripe', {});
      expect([status, body.code]).toEqual([404, 'payment_provider_not_found']);
    });

    it('that is signed but holds nonsense is refused', async () => {
      const { status, body } = await webhook(app, { id: 1 });
      expect([status, body.code]).toEqual([400, 'malformed_request']);
    });

    it('that overtakes a new card: what is charged besides another payment is given back', async () => {
      const first = await pay(app, 'tok_action_required');
      await webhook(app, news(first.id, 'declined'));
      const { orderId, amount } = first;
      const attempt = { orderId, attempt: `${orderId}:2`, amount, token: 'tok_ok' };
      const second = await paymentsOf(app).authorize(attempt);
      expect([second.status, second.id === first.id]).toEqual(['authorized', false]);

      await app.client.post(new URL(first.nextAction?.url ?? '').pathname, { approve: true });
      await until(
        'the first one is voided',
        async () => (await stateOfPayment(app, first)).status === 'voided',
      );
      expect((await stateOfPayment(app, second)).status).toBe('authorized');
      const { payment } =
        (await providerOf(app).find({ payment: null, key: first.id, since: new Date() }, 1_000)) ?? {};
      expect(payment?.phase).toBe('voided');
    });
  });
});
