import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { newId } from '../../../src/kernel/ids.js';
import { AttemptsRepository } from '../../../src/modules/payments/attempts.repository.js';
import { MovementsService } from '../../../src/modules/payments/movements.service.js';
import {
  type PaymentProvider,
  ProviderRefused,
} from '../../../src/modules/payments/providers/payment-provider.js';
import { startApp, type TestApp } from '../../support/app.js';
import type { Client } from '../../support/client.js';
import { databaseKind } from '../../support/database.js';
import {
  drain,
  pay,
  payAndCapture,
  paymentsOf,
  refund,
  stateOfPayment,
  withProvider,
} from '../../support/payments.js';
import { until } from '../../support/until.js';

describe('payments', () => {
  let app: TestApp;
  let merchant: Client;

  beforeAll(async () => {
    app = await startApp();
    merchant = await app.signedIn('Merle Merchant', 'merchant');
  });
  afterAll(() => app.close());

  describe(`a payment on ${databaseKind}`, () => {
    it('is authorized, captured and refunded in parts', async () => {
      const { id, orderId } = await pay(app);
      const authorized = await merchant.get(`/api/v1/payments/${id}`);
      expect(authorized.body).toMatchObject({
        id,
        orderId,
        provider: 'sandbox',
        status: 'authorized',
        amount: { amount: 5_000, currency: 'EUR' },
        captured: { amount: 0, currency: 'EUR' },
      });

      const captured = await merchant.post(`/api/v1/payments/${id}/capture`);
      expect(captured.body).toMatchObject({ status: 'captured', captured: { amount: 5_000 } });

      const first = await refund(merchant, id, 2_000);
      expect([first.status, first.body.status]).toEqual([201, 'succeeded']);
      expect((await merchant.get(`/api/v1/payments/${id}`)).body).toMatchObject({
        status: 'partially_refunded',
        refunded: { amount: 2_000 },
      });
      await refund(merchant, id, 3_000);
      expect((await merchant.get(`/api/v1/payments/${id}`)).body.status).toBe('refunded');

      const refunds = await merchant.get(`/api/v1/payments/${id}/refunds?sort=createdAt`);
      expect(refunds.body.data.map((row: { amount: object }) => row.amount)).toEqual([
        { amount: 2_000, currency: 'EUR' },
        { amount: 3_000, currency: 'EUR' },
      ]);
    });

    it('may be captured in part: the rest is given up', async () => {
      const { id } = await pay(app);
      const amount = { amount: 1_999, currency: 'EUR' };
      const { body } = await merchant.post(`/api/v1/payments/${id}/capture`, { amount });
      expect(body).toMatchObject({ status: 'captured', captured: amount });
      expect((await merchant.post(`/api/v1/payments/${id}/capture`, { amount })).status).toBe(200);
      const other = await merchant.post(`/api/v1/payments/${id}/capture`);
      expect([other.status, other.body.code]).toEqual([409, 'payment_status_conflict']);
    });

    it('is voided, once and again', async () => {
      const { id } = await pay(app);
      for (const _ of [1, 2]) {
        const { status, body } = await merchant.post(`/api/v1/payments/${id}/void`);
        expect([status, body.status]).toEqual([200, 'voided']);
      }
      const { status, body } = await merchant.post(`/api/v1/payments/${id}/capture`);
      expect([status, body.code]).toEqual([409, 'payment_status_conflict']);
    });

    it('that is declined says why, and leaves the order free for another try', async () => {
      const declined = await pay(app, 'tok_declined');
      expect(declined).toMatchObject({ status: 'declined', declineCode: 'card_declined' });
      const { orderId, amount } = declined;
      const second = await paymentsOf(app).authorize({
        orderId,
        attempt: `${orderId}:2`,
        amount,
        token: 'tok_ok',
      });
      expect(second.status).toBe('authorized');
      expect(second.id).not.toBe(declined.id);
    });

    it('works with a provider that is busy twice', async () => {
      expect((await pay(app, 'tok_flaky')).status).toBe('authorized');
    });

    it('whose answer was lost is unknown, and known once the provider was asked: one charge', async () => {
      const payment = await pay(app, 'tok_timeout');
      expect(payment.status).toBe('unknown');
      await until(
        'the provider was asked',
        async () => (await stateOfPayment(app, payment)).status === 'authorized',
      );
      expect((await paymentsOf(app).find(payment)).payments).toHaveLength(1);
    });

    it('whose answer was lost is settled at once when somebody asks', async () => {
      const { orderId } = await pay(app, 'tok_timeout');
      const { payments } = await paymentsOf(app).settle({ orderId });
      expect(payments.map(({ status }) => status)).toEqual(['authorized']);
    });

    it('waits for the buyer where the bank asks', async () => {
      const payment = await pay(app, 'tok_action_required');
      expect(payment).toMatchObject({ status: 'requires_action', nextAction: { type: 'redirect' } });
      const { pathname } = new URL(payment.nextAction?.url ?? '');
      expect((await app.client.get(pathname)).status).toBe(200);
      const { body } = await app.client.post(pathname, { approve: true });
      expect(body).toEqual({ status: 'authorized' });
      expect((await stateOfPayment(app, payment)).nextAction).toBeUndefined();
    });

    it('is declined when the buyer does not confirm it', async () => {
      const payment = await pay(app, 'tok_action_required');
      await app.client.post(new URL(payment.nextAction?.url ?? '').pathname, { approve: false });
      expect(await stateOfPayment(app, payment)).toMatchObject({
        status: 'declined',
        declineCode: 'authentication_failed',
      });
    });

    it('that waits for the buyer makes room for another card', async () => {
      const waiting = await pay(app, 'tok_action_required');
      const { orderId, amount } = waiting;
      const other = await paymentsOf(app).authorize({
        orderId,
        attempt: `${orderId}:2`,
        amount,
        token: 'tok_ok',
      });
      expect(other.status).toBe('authorized');
      expect((await stateOfPayment(app, waiting)).status).toBe('voided');
    });

    it('stands in lists by order and status', async () => {
      const { orderId, id } = await pay(app);
      const mine = await merchant.get(`/api/v1/payments?orderId=${orderId}&status=authorized&count=true`);
      expect(mine.body.data.map((row: { id: string }) => row.id)).toEqual([id]);
      expect(mine.body.page.total).toBe(1);
      expect((await merchant.get(`/api/v1/payments?orderId=${orderId}&status=voided`)).body.data).toEqual([]);
    });
  });

  describe('an attempt', () => {
    it('that is sent 20 times at once is one payment and one charge', async () => {
      const orderId = newId();
      const command = {
        orderId,
        attempt: `${orderId}:1`,
        amount: { amount: 700, currency: 'EUR' },
        token: 'tok_ok',
      };
      let calls = 0;
      const counted = (provider: PaymentProvider) => {
        const authorize = provider.authorize.bind(provider);
        return {
          authorize: (...parameters: Parameters<PaymentProvider['authorize']>) => {
            calls += 1;
            return authorize(...parameters);
          },
        };
      };
      await withProvider(app, counted, async () => {
        const answers = await Promise.all(
          Array.from({ length: 20 }, () => paymentsOf(app).authorize(command)),
        );
        expect(new Set(answers.map(({ id }) => id)).size).toBe(1);
        expect((await paymentsOf(app).authorize(command)).status).toBe('authorized');
      });
      expect(calls).toBe(1);
    });

    it('is not taken up by somebody who believes it open when its outcome is known', async () => {
      const payment = await pay(app);
      const attempts = app.nest.get(AttemptsRepository, { strict: false });
      const [attempt] = await attempts.ofPayment(payment.id);
      const later = new Date(Date.now() + 3_600_000);
      expect(attempt?.state).toBe('done');
      expect(await attempts.claim(attempt?.id ?? '', later, later)).toBe(false);
    });

    it('beside another payment that holds the money is answered by that one', async () => {
      const orderId = newId();
      const amount = { amount: 700, currency: 'EUR' };
      const answers = await Promise.all(
        Array.from({ length: 10 }, (_, number) =>
          paymentsOf(app).authorize({ orderId, attempt: `${orderId}:${number}`, amount, token: 'tok_ok' }),
        ),
      );
      expect(new Set(answers.map(({ id }) => id)).size).toBe(1);
      expect((await paymentsOf(app).find({ orderId })).payments).toHaveLength(1);
    });
  });

  describe('cancelling an order', () => {
    it('voids what is authorized and refunds the rest of what is captured, once', async () => {
      const authorized = await pay(app);
      await paymentsOf(app).cancel({ orderId: authorized.orderId, reference: 'one' });
      expect((await stateOfPayment(app, authorized)).status).toBe('voided');

      const captured = await payAndCapture(app);
      await refund(merchant, captured.id, 1_000);
      for (const reference of ['one', 'one', 'two'])
        await paymentsOf(app).cancel({ orderId: captured.orderId, reference });
      expect(await stateOfPayment(app, captured)).toMatchObject({
        status: 'refunded',
        refunded: { amount: 5_000 },
      });
      const { body } = await merchant.get(`/api/v1/payments/${captured.id}/refunds`);
      expect(body.data).toHaveLength(2);
    });

    it('gives back a payment that turns out to be authorized afterwards', async () => {
      const payment = await pay(app, 'tok_timeout');
      await paymentsOf(app).cancel({ orderId: payment.orderId, reference: 'one' });
      await until('it is voided', async () => (await stateOfPayment(app, payment)).status === 'voided');
    });

    it('leaves nothing to capture, even while its money cannot be given back', async () => {
      const payment = await pay(app);
      const refuse = () => ({ void: () => Promise.reject(new ProviderRefused('not now')) });
      await withProvider(app, refuse, async () => {
        await paymentsOf(app).cancel({ orderId: payment.orderId, reference: 'one' });
        await drain(app);
        const { status, body } = await merchant.post(`/api/v1/payments/${payment.id}/capture`);
        expect([status, body.code]).toEqual([409, 'payment_status_conflict']);
      });
      expect((await stateOfPayment(app, payment)).captured.amount).toBe(0);
    });

    it('leaves nothing to confirm for the buyer', async () => {
      const payment = await pay(app, 'tok_action_required');
      await paymentsOf(app).cancel({ orderId: payment.orderId, reference: 'one' });
      const { body } = await app.client.post(new URL(payment.nextAction?.url ?? '').pathname, {
        approve: true,
      });
      expect(body.status).toBe('voided');
    });
  });

  describe('a refund', () => {
    it('is made once per Idempotency-Key', async () => {
      const { id } = await payAndCapture(app);
      const key = newId();
      const first = await refund(merchant, id, 1_000, key);
      const second = await refund(merchant, id, 1_000, key);
      expect(second.body).toEqual(first.body);
      expect(second.headers.get('idempotency-replayed')).toBe('true');
      const other = await refund(merchant, id, 1_001, key);
      expect([other.status, other.body.code]).toEqual([422, 'idempotency_key_reused']);
      expect((await merchant.get(`/api/v1/payments/${id}`)).body.refunded.amount).toBe(1_000);
    });

    it('asked for again with its reference is the same one', async () => {
      const { id } = await payAndCapture(app);
      const movements = app.nest.get(MovementsService, { strict: false });
      const request = { amount: { amount: 1_000, currency: 'EUR' }, reason: null };
      const first = await movements.refund(id, request, 'return 1');
      const again = await movements.refund(id, request, 'return 1');
      expect(again.attempt?.id).toBe(first.attempt?.id);
      expect(again.payment).toMatchObject({ refunded: 1_000, refunding: 0 });
    });

    it('needs a key', async () => {
      const { id } = await payAndCapture(app);
      const { status, body } = await merchant.post(`/api/v1/payments/${id}/refunds`, {
        amount: { amount: 1, currency: 'EUR' },
        reason: 'x',
      });
      expect([status, body.code]).toEqual([400, 'idempotency_key_required']);
    });

    it('above the rest is refused, and its key is free for a smaller one', async () => {
      const { id } = await payAndCapture(app, 1_000);
      const key = newId();
      const { status, body } = await refund(merchant, id, 1_001, key);
      expect([status, body.code]).toEqual([409, 'amount_too_large']);
      expect((await refund(merchant, id, 1_000, key)).status).toBe(201);
    });

    it('never exceeds what was captured, however many come at once', async () => {
      const { id } = await payAndCapture(app, 1_000);
      const answers = await Promise.all(Array.from({ length: 50 }, () => refund(merchant, id, 100)));
      const statuses = answers.map(({ status }) => status);
      expect(statuses.filter((status) => status === 201)).toHaveLength(10);
      expect(statuses.filter((status) => status === 409)).toHaveLength(40);
      expect((await merchant.get(`/api/v1/payments/${id}`)).body).toMatchObject({
        status: 'refunded',
        refunded: { amount: 1_000 },
      });
    });

    it('of money that was not taken is refused', async () => {
      const { id } = await pay(app);
      const { status, body } = await refund(merchant, id, 100);
      expect([status, body.code]).toEqual([409, 'payment_status_conflict']);
    });
  });

  describe('a capture and a void at once', () => {
    it('never both happen', async () => {
      for (let round = 0; round < 10; round += 1) {
        const payment = await pay(app);
        const answers = await Promise.all([
          merchant.post(`/api/v1/payments/${payment.id}/capture`),
          merchant.post(`/api/v1/payments/${payment.id}/void`),
        ]);
        expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 409]);
        expect(['captured', 'voided']).toContain((await stateOfPayment(app, payment)).status);
      }
    });
  });

  describe('the routes of payments', () => {
    it.each(['customer', 'author', 'editor'] as const)('are closed to the role %s', async (role) => {
      const client = await app.signedIn(`Payments ${role}`, role);
      const { id } = await payAndCapture(app);
      const answers = [
        await client.get('/api/v1/payments'),
        await client.get(`/api/v1/payments/${id}`),
        await client.post(`/api/v1/payments/${id}/capture`),
        await client.post(`/api/v1/payments/${id}/void`),
        await refund(client, id, 1),
      ];
      expect(answers.map(({ status }) => status)).toEqual([403, 403, 403, 403, 403]);
    });

    it('know no payment that is not there', async () => {
      const { status, body } = await merchant.get(`/api/v1/payments/${newId()}`);
      expect([status, body.code]).toEqual([404, 'payment_not_found']);
      expect((await refund(merchant, newId(), 1)).body.code).toBe('payment_not_found');
    });

    it.each([
      [{ amount: { amount: 0, currency: 'EUR' }, reason: 'x' }, 'amount.amount'],
      [{ amount: { amount: 1.5, currency: 'EUR' }, reason: 'x' }, 'amount.amount'],
      [{ amount: { amount: 10_000_000_000_000, currency: 'EUR' }, reason: 'x' }, 'amount.amount'],
      [{ amount: { amount: '1', currency: 'EUR' }, reason: 'x' }, 'amount.amount'],
      [{ amount: { amount: 1, currency: 'eur' }, reason: 'x' }, 'amount.currency'],
      [{ amount: { amount: 1, currency: 'USD' }, reason: 'x' }, 'amount.currency'],
      [{ amount: 1, reason: 'x' }, 'amount'],
      [{ amount: { amount: 1, currency: 'EUR' } }, 'reason'],
      [{ amount: { amount: 1, currency: 'EUR' }, reason: '' }, 'reason'],
      [{ amount: { amount: 1, currency: 'EUR' }, reason: 'x', total: 1 }, 'total'],
    ])('refuse %j', async (request, field) => {
      const { id } = await payAndCapture(app);
      const { status, body } = await merchant.post(`/api/v1/payments/${id}/refunds`, request, {
        headers: { 'idempotency-key': newId() },
      });
      expect([status, body.code, body.errors[0].field]).toEqual([400, 'validation_failed', field]);
    });

    it('refuse to capture more than is authorized', async () => {
      const { id } = await pay(app);
      const { status, body } = await merchant.post(`/api/v1/payments/${id}/capture`, {
        amount: { amount: 5_001, currency: 'EUR' },
      });
      expect([status, body.code]).toEqual([409, 'amount_too_large']);
    });
  });
});
