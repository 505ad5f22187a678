import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { EventRelay } from '../../../src/platform/events/event-relay.js';
import { Transactions } from '../../../src/platform/database/transactions.js';
import { addComment, publishPost } from '../../support/blog.js';
import { databaseKind } from '../../support/database.js';
import { shippingAddress } from '../../support/shipping-address.js';
import { startShop, type TestShop } from '../../support/shop.js';

describe('personal data', () => {
  let shop: TestShop;
  beforeAll(async () => {
    shop = await startShop({}, { sandbox: true });
  });
  afterAll(() => shop.close());

  async function bought(client: { post: TestShop['client']['post'] }, sku: string): Promise<string> {
    const order = {
      items: [{ sku, quantity: 1 }],
      shippingAddress,
      payment: { token: 'tok_ok' },
      email: 'ada@example.com',
    };
    const answer = await client.post('/api/v1/orders', order, {
      headers: { 'idempotency-key': crypto.randomUUID() },
    });
    expect(answer.status).toBe(201);
    return answer.body.id;
  }

  describe(`what is kept of a person on ${databaseKind}`, () => {
    it('is theirs to export, with their orders and their words and without secrets', async () => {
      const ada = await shop.signedIn('Ada');
      await bought(ada, await shop.sell(5));
      const editor = await shop.signedIn('Edda', 'editor');
      const post = await publishPost(editor, { title: 'Bowls' });
      for (let count = 0; count <= 100; count += 1) {
        const { id } = await addComment(ada, post.id, `Number ${count}`);
        // Only so many may wait for a moderator.
        expect((await editor.post(`/api/v1/comments/${id}/approve`)).status).toBe(200);
      }
      await ada.post('/api/v2/users/me/api-keys', { name: 'mine', scopes: [] });
      const { status, body, headers } = await ada.get('/api/v2/users/me/export');
      expect(status).toBe(200);
      expect(headers.get('cache-control')).toBe('no-store');
      expect(body).toMatchObject({
        account: { id: ada.userId, displayName: 'Ada' },
        sessions: [{ current: true }],
        apiKeys: [{ name: 'mine' }],
        orders: [{ email: 'ada@example.com', shippingAddress: { name: shippingAddress.name } }],
      });
      expect(body.posts).toEqual([]);
      expect(body.comments.map(({ content }: { content: string }) => content)).toEqual(
        Array.from({ length: 101 }, (_, count) => `Number ${count}`),
      );
      const { body: written } = await editor.get('/api/v2/users/me/export');
      expect(written).toMatchObject({ posts: [{ id: post.id, title: 'Bowls' }], comments: [] });
      expect(body.events.map(({ type }: { type: string }) => type)).toContain('data_exported');
      expect(JSON.stringify(body)).not.toMatch(/argon2|"hash"|"secret"|enc1\./);
    });

    it('is forgotten with the account: finished orders stay without a name, the others are finished first', async () => {
      const ada = await shop.signedIn('Ada');
      const merchant = await shop.signedIn('merchant', 'merchant');
      const [finished, open] = [await bought(ada, await shop.sell(5)), await bought(ada, await shop.sell(5))];
      await shop.settle();
      expect((await merchant.post(`/api/v1/orders/${finished}/fulfillments`, {})).status).toBe(201);
      await shop.settle();
      await ada.post('/api/v2/users/me/mfa/totp');
      expect((await ada.delete('/api/v2/users/me')).status).toBe(204);
      await shop.nest.get(EventRelay, { strict: false }).drain();

      const read = async (id: string) => (await merchant.get(`/api/v1/orders/${id}`)).body;
      expect(await read(finished)).toMatchObject({ email: null, lines: [{ quantity: 1 }] });
      expect(await read(open)).toMatchObject({ email: 'ada@example.com' });
      const { manager } = shop.nest.get(Transactions, { strict: false });
      const rows = async (table: string) =>
        manager.query<Record<string, unknown>[]>(`SELECT * FROM ${table} WHERE user_id = '${ada.userId}'`);
      expect(await rows('identity_totp')).toEqual([]);
      for (const session of await rows('identity_sessions'))
        expect(session).toMatchObject({ address: null, device: null });
      for (const event of await rows('identity_audit_events'))
        expect(event).toMatchObject({ address: null, device: null });
      const stored = await rows('orders_orders');
      expect(stored).toHaveLength(2);
      expect(JSON.stringify(stored.find(({ id }) => id === finished))).not.toContain(shippingAddress.name);
    });
  });
});
