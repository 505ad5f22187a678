import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { newId } from '../../src/kernel/ids.js';
import { Inventory } from '../../src/modules/inventory/index.js';
import { type TestApp, startApp } from '../support/app.js';
import { readAll } from '../support/blog.js';
import type { Answer, Client, Loose } from '../support/client.js';

let app: TestApp;
let merchant: Client & { userId: string };
let inventory: Inventory;
let sku: string;
beforeAll(async () => {
  app = await startApp();
  merchant = await app.signedIn('Ines Moreau', 'merchant');
  inventory = app.nest.get(Inventory, { strict: false });
});
afterAll(() => app.close());
beforeEach(async () => {
  sku = `CUP-${newId().slice(-12)}`;
  await inventory.receive({ sku, quantity: 10, reason: 'First stock', reference: newId() });
});

const level = async (): Promise<Loose> => (await merchant.get(`/api/v1/inventory/${sku}`)).body;
const adjust = (
  body: unknown,
  key: string = randomUUID(),
  client: Client = merchant,
): Promise<Answer<Loose>> =>
  client.post(`/api/v1/inventory/${sku}/adjustments`, body, { headers: { 'idempotency-key': key } });
const hold = (quantity: number, orderId = newId()) =>
  inventory.hold({ orderId, lines: [{ sku, quantity }], expiresAt: '2100-01-01T00:00:00.000Z' });

describe('the stock of a SKU', () => {
  it('says what is on hand, what orders hold, and what can still be sold', async () => {
    await hold(3);
    const { status, body, headers } = await merchant.get(`/api/v1/inventory/${sku}`);
    expect(status).toBe(200);
    expect(body).toEqual({ sku, onHand: 10, held: 3, available: 7, version: 3 });
    const again = await merchant.get(`/api/v1/inventory/${sku}`, {
      headers: { 'if-none-match': String(headers.get('etag')) },
    });
    expect(again.status).toBe(304);
  });

  it('is corrected with a reason, and every correction is in the ledger', async () => {
    expect((await adjust({ delta: -2, reason: ' Two were chipped ' })).status).toBe(201);
    const { status, body } = await adjust({ delta: 5, reason: 'Found in the cellar' });
    expect([status, body]).toEqual([201, { sku, onHand: 13, held: 0, available: 13, version: 4 }]);
    const movements = await readAll(merchant, `/api/v1/inventory/${sku}/movements?limit=2`);
    expect(movements).toMatchObject([
      { kind: 'adjustment', deltaOnHand: 5, deltaHeld: 0, reason: 'Found in the cellar' },
      { kind: 'adjustment', deltaOnHand: -2, reason: 'Two were chipped', actor: merchant.userId },
      { kind: 'received', deltaOnHand: 10, reason: 'First stock', actor: null },
    ]);
    expect(await readAll(merchant, `/api/v1/inventory/${sku}/movements?limit=1&sort=createdAt`)).toEqual(
      movements.toReversed(),
    );
  });

  it('cannot fall below what orders hold', async () => {
    await hold(8);
    expect((await adjust({ delta: -2, reason: 'Lost' })).status).toBe(201);
    const { status, body } = await adjust({ delta: -1, reason: 'Lost' });
    expect(status).toBe(409);
    expect(body).toMatchObject({ code: 'stock_held', onHand: 8, held: 8, available: 0 });
    expect(await level()).toMatchObject({ onHand: 8, held: 8 });
    expect((await adjust({ delta: -9, reason: 'Lost' })).body.code).toBe('stock_held');
  });

  it('cannot be counted beyond a billion', async () => {
    await inventory.receive({ sku, quantity: 999_999_980, reason: 'Too much', reference: newId() });
    expect((await adjust({ delta: 10, reason: 'Full' })).status).toBe(201);
    const { status, body } = await adjust({ delta: 1, reason: 'One more' });
    expect([status, body.code]).toEqual([409, 'stock_too_large']);
    const late = { sku, quantity: 1, reason: 'One more', reference: newId() };
    await expect(inventory.receive(late)).rejects.toThrow('1000000000');
  });

  it('moves once when a correction is sent again with its key', async () => {
    const key = randomUUID();
    const answers = [
      await adjust({ delta: -4, reason: 'Broken' }, key),
      await adjust({ delta: -4, reason: 'Broken' }, key),
    ];
    expect(answers[1]?.body).toEqual(answers[0]?.body);
    expect(answers[1]?.headers.get('idempotency-replayed')).toBe('true');
    expect(await level()).toMatchObject({ onHand: 6 });
    expect((await adjust({ delta: -3, reason: 'Broken' }, key)).body.code).toBe('idempotency_key_reused');
  });

  it('is not corrected without a key', async () => {
    const { status, body } = await merchant.post(`/api/v1/inventory/${sku}/adjustments`, {
      delta: 1,
      reason: 'x',
    });
    expect([status, body.code]).toEqual([400, 'idempotency_key_required']);
    expect(await level()).toMatchObject({ onHand: 10 });
  });

  it.each([
    [{ delta: 0, reason: 'Nothing' }, 'delta', 'invalid'],
    [{ delta: 1.5, reason: 'Half' }, 'delta', 'wrong_type'],
    [{ delta: '1', reason: 'Text' }, 'delta', 'wrong_type'],
    [{ delta: 1_000_001, reason: 'Too many' }, 'delta', 'too_large'],
    [{ delta: -1_000_001, reason: 'Too many' }, 'delta', 'too_small'],
    [{ reason: 'No number' }, 'delta', 'required'],
    [{ delta: 1 }, 'reason', 'required'],
    [{ delta: 1, reason: '  ' }, 'reason', 'wrong_format'],
    [{ delta: 1, reason: 'x'.repeat(201) }, 'reason', 'too_long'],
    [{ delta: 1, reason: 'Sneaky', onHand: 99 }, 'onHand', 'unknown_field'],
  ])('refuses %j', async (request, field, code) => {
    const { status, body } = await adjust(request);
    expect(status).toBe(400);
    expect(body.errors).toMatchObject([{ field, code }]);
    expect(await level()).toMatchObject({ onHand: 10 });
  });

  it('of an unknown SKU is not there', async () => {
    sku = 'NO-SUCH-THING';
    for (const answer of [
      await merchant.get(`/api/v1/inventory/${sku}`),
      await merchant.get(`/api/v1/inventory/${sku}/movements`),
      await adjust({ delta: 1, reason: 'Arrived' }),
      await adjust({ delta: -1, reason: 'Left' }),
    ])
      expect([answer.status, answer.body.code]).toEqual([404, 'sku_not_found']);
    for (const odd of ['%20', 'a%20b', 'x'.repeat(65), '%F0%9F%98%80'])
      expect((await merchant.get(`/api/v1/inventory/${odd}`)).status).toBe(400);
  });

  it('tells upper from lower case', async () => {
    expect((await merchant.get(`/api/v1/inventory/${sku.toLowerCase()}`)).status).toBe(404);
  });

  it('is the business of merchants and admins alone', async () => {
    expect((await app.client.get(`/api/v1/inventory/${sku}`)).status).toBe(401);
    for (const role of ['customer', 'author', 'editor'] as const) {
      const other = await app.signedIn('Somebody', role);
      expect((await other.get(`/api/v1/inventory/${sku}`)).status).toBe(403);
      expect((await other.get(`/api/v1/inventory/${sku}/movements`)).status).toBe(403);
      expect((await adjust({ delta: 1, reason: 'Mine' }, randomUUID(), other)).status).toBe(403);
    }
    const admin = await app.signedIn('Root', 'admin');
    expect((await adjust({ delta: 1, reason: 'Counted' }, randomUUID(), admin)).status).toBe(201);
  });
});

describe('other modules', () => {
  it('hold stock once, sell it once, and give it back once', async () => {
    const orderId = newId();
    expect(await hold(4, orderId)).toEqual({ held: true });
    expect(await hold(4, orderId)).toEqual({ held: true });
    expect(await inventory.commit({ orderId })).toEqual({ committed: true, missing: [] });
    expect(await inventory.commit({ orderId })).toEqual({ committed: true, missing: [] });
    expect(await inventory.release({ orderId, reason: 'Too late' })).toEqual({ released: false });
    expect(await level()).toMatchObject({ onHand: 6, held: 0 });

    const back = { orderId, lines: [{ sku, quantity: 3 }], reason: 'Returned', reference: 'return 1' };
    expect(await inventory.restock(back)).toEqual({ restocked: true });
    expect(await inventory.restock(back)).toEqual({ restocked: true });
    expect(await inventory.restock({ ...back, reference: 'return 2' })).toEqual({ restocked: false });
    expect(await level()).toMatchObject({ onHand: 9, held: 0 });
    const movements = await readAll(merchant, `/api/v1/inventory/${sku}/movements?sort=createdAt`);
    expect(movements.map(({ kind, deltaOnHand, deltaHeld }) => [kind, deltaOnHand, deltaHeld])).toEqual([
      ['received', 10, 0],
      ['held', 0, 4],
      ['sold', -4, -4],
      ['restocked', 3, 0],
    ]);
  });

  it('bring back only what was sold', async () => {
    const orderId = newId();
    await hold(4, orderId);
    const back = { orderId, lines: [{ sku, quantity: 1 }], reason: 'Returned', reference: 'return 1' };
    expect(await inventory.restock(back)).toEqual({ restocked: false });
    await inventory.release({ orderId, reason: 'Cancelled' });
    expect(await inventory.restock(back)).toEqual({ restocked: false });
    expect(await level()).toMatchObject({ onHand: 10, held: 0 });
  });

  it('learn which lines fail, and hold nothing then', async () => {
    const lines = [
      { sku, quantity: 6 },
      { sku: 'NO-SUCH-THING', quantity: 1 },
      { sku, quantity: 5 },
    ];
    const expiresAt = '2100-01-01T00:00:00.000Z';
    expect(await inventory.hold({ orderId: newId(), lines, expiresAt })).toEqual({
      held: false,
      failing: [
        { sku, requested: 11, available: 10 },
        { sku: 'NO-SUCH-THING', requested: 1, available: 0 },
      ],
    });
    const odd = [{ sku: 'not a SKU', quantity: 1 }];
    expect(await inventory.hold({ orderId: newId(), lines: odd, expiresAt })).toEqual({
      held: false,
      failing: [{ sku: 'not a SKU', requested: 1, available: 0 }],
    });
    expect(await level()).toMatchObject({ onHand: 10, held: 0 });
  });

  it('cannot change a hold, or take up one that has ended', async () => {
    const orderId = newId();
    await hold(1, orderId);
    await expect(hold(2, orderId)).rejects.toThrow('other stock');
    expect(await inventory.release({ orderId, reason: 'Cancelled' })).toEqual({ released: true });
    expect(await inventory.release({ orderId, reason: 'Cancelled' })).toEqual({ released: true });
    await expect(hold(1, orderId)).rejects.toThrow('ended');
    expect(await inventory.commit({ orderId })).toEqual({ committed: false, missing: [sku] });
    expect(await level()).toMatchObject({ onHand: 10, held: 0 });
  });

  it('may end what was never held', async () => {
    expect(await inventory.commit({ orderId: newId() })).toEqual({ committed: false, missing: [] });
    expect(await inventory.release({ orderId: newId(), reason: 'Cancelled' })).toEqual({ released: true });
  });

  it('receive goods once per delivery, and see levels in the order of the SKUs', async () => {
    const delivery = { sku, quantity: 5, reason: 'A delivery', reference: 'delivery 7' };
    expect(await inventory.receive(delivery)).toEqual({ onHand: 15 });
    expect(await inventory.receive(delivery)).toEqual({ onHand: 15 });
    await inventory.receive({ sku: 'A-NEW-ONE', quantity: 0, reason: 'Soon', reference: 'none' });
    expect(await inventory.levels({ skus: [sku, 'NO-SUCH-THING', 'A-NEW-ONE', 'not a SKU'] })).toEqual({
      levels: [
        { sku: 'A-NEW-ONE', onHand: 0, held: 0, available: 0 },
        { sku, onHand: 15, held: 0, available: 15 },
      ],
    });
  });
});
