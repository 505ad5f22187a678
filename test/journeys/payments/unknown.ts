import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { newId } from '../../../src/kernel/ids.js';
import type { PaymentState } from '../../../src/modules/payments/index.js';
import {
  type PaymentProvider,
  ProviderBusy,
  ProviderRefused,
  ProviderSilent,
} from '../../../src/modules/payments/providers/payment-provider.js';
import { startApp, type TestApp } from '../../support/app.js';
import type { Client } from '../../support/client.js';
import { databaseKind } from '../../support/database.js';
import {
  chargeOf,
  drain,
  pay,
  payAndCapture,
  paymentsOf,
  providerOf,
  refund,
  setAhead,
  stateOfPayment,
  webhook,
  webhookSecret,
  withProvider,
} from '../../support/payments.js';
import { until } from '../../support/until.js';

describe('unknown', () => {
  let app: TestApp;
  let merchant: Client;

  beforeEach(async () => {
    app = await startApp({ SANDBOX_WEBHOOK_SECRET: webhookSecret });
    merchant = await app.signedIn('Una Unknown', 'merchant');
  });
  afterEach(() => app.close());

  type Method = 'authorize' | 'capture' | 'void' | 'refund';

  /** Whatever is asked arrives, but its answer does not; the keys are noted. */
  function answersLost(
    method: Method,
    keys: string[] = [],
  ): (provider: PaymentProvider) => Partial<PaymentProvider> {
    return (provider) => {
      const original = provider[method].bind(provider) as (...parameters: never[]) => Promise<unknown>;
      const lose = async (...parameters: [object, { key: string }]): Promise<never> => {
        keys.push(parameters[1].key);
        await original(...(parameters as unknown as never[]));
        throw new ProviderSilent('lost');
      };
      return { [method]: lose };
    };
  }

  const fails = (method: Method, error: Error) => () => ({ [method]: () => Promise.reject(error) });

  /** Lets time pass, and has everything handled that is due then. */
  async function later(seconds: number): Promise<void> {
    setAhead(app, seconds * 1_000);
    await drain(app);
  }

  describe(`an authorization of unknown outcome on ${databaseKind}`, () => {
    it('that never reached the provider is not taken for a failure before it cannot arrive any more', async () => {
      const silent = fails('authorize', new ProviderSilent('no connection'));
      const payment = await withProvider(app, silent, () => pay(app));
      expect(payment.status).toBe('unknown');
      await later(15);
      expect((await stateOfPayment(app, payment)).status).toBe('unknown');
      await later(60);
      expect(await stateOfPayment(app, payment)).toMatchObject({
        status: 'failed',
        declineCode: 'not_received',
      });
    });

    it('that reaches the provider after it was given up is authorized all the same', async () => {
      const payment = await withProvider(app, fails('authorize', new Error('broken')), () => pay(app));
      await later(60);
      expect((await stateOfPayment(app, payment)).status).toBe('failed');
      const news = { reference: 'charge', key: payment.id, phase: 'authorized', captured: 0 };
      await webhook(
        app,
        { id: newId(), type: 'charge.authorized', payment: news },
        { at: new Date(Date.now() + 60_000) },
      );
      expect((await stateOfPayment(app, payment)).status).toBe('authorized');
    });

    it('is sent again with the same key by who tries again', async () => {
      const keys: string[] = [];
      const payment = await withProvider(app, answersLost('authorize', keys), () => pay(app));
      const attempt = { orderId: payment.orderId, attempt: `${payment.orderId}:1`, amount: payment.amount };
      const again = await withProvider(
        app,
        (provider) => {
          const authorize = provider.authorize.bind(provider);
          return {
            authorize: (request, call) => {
              keys.push(call.key);
              return authorize(request, call);
            },
          };
        },
        () => paymentsOf(app).authorize({ ...attempt, token: 'tok_ok' }),
      );
      expect(again).toMatchObject({ id: payment.id, status: 'authorized' });
      expect(keys).toEqual([payment.id, payment.id]);
    });

    it('blocks a second charge for the order until it is known', async () => {
      const payment = await pay(app, 'tok_timeout');
      const { orderId, amount } = payment;
      const second = { orderId, attempt: `${orderId}:2`, amount, token: 'tok_ok' };
      expect((await paymentsOf(app).authorize(second)).id).toBe(payment.id);
    });

    it('is asked about until the provider answers', async () => {
      const payment = await withProvider(
        app,
        () => ({ find: () => Promise.reject(new ProviderBusy('down')) }),
        async () => {
          const unknown = await pay(app, 'tok_timeout');
          for (const seconds of [2, 4, 8, 20, 100, 500]) await later(seconds);
          return unknown;
        },
      );
      expect((await stateOfPayment(app, payment)).status).toBe('unknown');
      await later(2_000);
      expect((await stateOfPayment(app, payment)).status).toBe('authorized');
    });
  });

  describe('a movement of unknown outcome', () => {
    it('is a capture that happened once, and is known once the provider was asked', async () => {
      const payment = await pay(app);
      const { status, body } = await withProvider(app, answersLost('capture'), () =>
        merchant.post(`/api/v1/payments/${payment.id}/capture`),
      );
      expect([status, body.status]).toEqual([200, 'authorized']);
      const blocked = await merchant.post(`/api/v1/payments/${payment.id}/void`);
      expect([blocked.status, blocked.body.code]).toEqual([409, 'payment_status_conflict']);
      await later(5);
      expect((await stateOfPayment(app, payment)).status).toBe('captured');
    });

    it('is a refund that is pending, reserved and made once', async () => {
      const payment = await payAndCapture(app, 1_000);
      const key = newId();
      const { status, body } = await withProvider(app, answersLost('refund'), () =>
        refund(merchant, payment.id, 800, key),
      );
      expect([status, body.status]).toEqual([201, 'pending']);
      expect((await refund(merchant, payment.id, 201)).body.code).toBe('amount_too_large');
      await later(5);
      expect((await stateOfPayment(app, payment)).refunded.amount).toBe(800);
      const charge = await chargeOf(app, payment);
      const books = await providerOf(app).find({ payment: charge, key: '', since: new Date() }, 1_000);
      expect(books?.refunds.map(({ amount }) => amount)).toEqual([800]);
    });

    it('that never arrived is sent again with the same key', async () => {
      const payment = await pay(app);
      await withProvider(app, fails('void', new ProviderSilent('no connection')), () =>
        merchant.post(`/api/v1/payments/${payment.id}/void`),
      );
      await later(5);
      expect((await stateOfPayment(app, payment)).status).toBe('voided');
    });
  });

  describe('a movement that the provider refuses', () => {
    it('leaves the amount free for another refund', async () => {
      const payment = await payAndCapture(app, 1_000);
      const refuse = fails('refund', new ProviderRefused('card_gone'));
      const { status, body } = await withProvider(app, refuse, () => refund(merchant, payment.id, 1_000));
      expect([status, body.code]).toEqual([409, 'payment_refused']);
      expect(body.detail).toContain('card_gone');
      expect((await refund(merchant, payment.id, 1_000)).body.status).toBe('succeeded');
      const { body: list } = await merchant.get(`/api/v1/payments/${payment.id}/refunds?sort=createdAt`);
      expect(list.data.map((row: PaymentState) => row.status)).toEqual(['failed', 'succeeded']);
    });

    it('may be tried otherwise', async () => {
      const payment = await pay(app);
      const refuse = fails('capture', new ProviderRefused('blocked'));
      const { status } = await withProvider(app, refuse, () =>
        merchant.post(`/api/v1/payments/${payment.id}/capture`),
      );
      expect(status).toBe(409);
      expect((await merchant.post(`/api/v1/payments/${payment.id}/void`)).body.status).toBe('voided');
    });
  });

  describe('cancelling while a capture is under way', () => {
    it('refunds what turns out to be captured', async () => {
      const payment = await pay(app);
      await withProvider(app, answersLost('capture'), () =>
        merchant.post(`/api/v1/payments/${payment.id}/capture`),
      );
      await paymentsOf(app).cancel({ orderId: payment.orderId, reference: 'one' });
      await later(5);
      await until('it is refunded', async () => {
        const { status, refunded } = await stateOfPayment(app, payment);
        return status === 'refunded' && refunded.amount === 5_000;
      });
    });
  });
});
