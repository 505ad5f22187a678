import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { newId } from '../../../src/kernel/ids.js';
import { AuditEvent } from '../../../src/modules/identity/audit/audit-event.entity.js';
import { Session } from '../../../src/modules/identity/session.entity.js';
import { PostsRepository } from '../../../src/modules/blog/posts/posts.repository.js';
import { Blog } from '../../../src/modules/blog/index.js';
import { Orders } from '../../../src/modules/orders/index.js';
import { OrdersRepository } from '../../../src/modules/orders/orders/orders.repository.js';
import { Order } from '../../../src/modules/orders/orders/order.entity.js';
import { OrderLine } from '../../../src/modules/orders/orders/order-line.entity.js';
import { EventRelay } from '../../../src/platform/events/event-relay.js';
import { Transactions } from '../../../src/platform/database/transactions.js';
import type { Client, Loose } from '../../support/client.js';
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

  /** Reads an export to its end, by cursors. */
  async function exported(client: Client): Promise<Loose[]> {
    const pages: Loose[] = [];
    let next = '';
    do {
      const answer = await client.get(`/api/v2/users/me/export${next}`);
      expect(answer.status).toBe(200);
      expect(Buffer.byteLength(JSON.stringify(answer.body))).toBeLessThan(1_048_576);
      pages.push(answer.body);
      next = answer.body.page.next === null ? '' : `?cursor=${encodeURIComponent(answer.body.page.next)}`;
    } while (next !== '');
    return pages;
  }
  const all = (pages: Loose[], kind: string): Loose[] => pages.flatMap((page) => page[kind]);

  /** Puts copies of an order beside it, each with 100 lines. @returns their numbers, the newest first */
  async function copyOrder(id: string, count: number): Promise<string[]> {
    const { manager } = shop.nest.get(Transactions, { strict: false });
    const order = await manager.findOneByOrFail(Order, { id });
    const line = await manager.findOneByOrFail(OrderLine, { orderId: id });
    const numbers: string[] = [];
    for (let place = 0; place < count; place += 1) {
      const copy = { ...order, id: newId(), number: newId().slice(-10), cartId: null, checkoutKey: null };
      // Some were placed at the same moment.
      copy.createdAt = new Date(order.createdAt.getTime() - Math.trunc(place / 3) - 1);
      await manager.insert(Order, copy);
      const title = '"Bol à café" '.repeat(30);
      const lines = Array.from({ length: 100 }, (_, sku) => ({
        ...line,
        orderId: copy.id,
        sku: `S${sku}`,
        title,
      }));
      await manager.insert(OrderLine, lines);
      numbers.push(copy.number);
    }
    return numbers;
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

    it('is exported in one answer where it has room, and else in pages that are bounded and together complete', async () => {
      const author = await shop.signedIn('Aurora', 'author');
      const title = (number: number) => `Long ${number}`;
      const contents = [200_000, 180_000, 10, 200_000, 199_000, 3, 200_000, 200_000, 5].map((length) =>
        'Mehr \n'.repeat(length / 6 + 1).slice(0, length),
      );
      contents.push('長'.repeat(170_000), '長\n'.repeat(85_000));
      for (const [number, content] of contents.entries()) {
        const written = await author.post('/api/v1/posts', { title: title(number), content });
        expect(written.status).toBe(201);
      }
      const order = await bought(author, await shop.sell(5));
      const numbers = await copyOrder(order, 45);
      const post = await publishPost(await shop.signedIn('Edda', 'editor'), { title: 'Plates' });
      await addComment(author, post.id, 'Lovely');

      // Other modules read no more than there is room for.
      const { userId } = author;
      const linesOf = jest.spyOn(shop.nest.get(OrdersRepository, { strict: false }), 'linesOf');
      const some = await shop.nest.get(Orders, { strict: false }).of({ userId, most: 100_000 });
      expect(linesOf.mock.calls.map(([ids]) => ids.length)).toEqual([some.orders.length]);
      expect(some.orders.length).toBeLessThan(5);
      const blog = shop.nest.get(Blog, { strict: false });
      const contentsOf = jest.spyOn(shop.nest.get(PostsRepository, { strict: false }), 'contentsOf');
      expect((await blog.postsOf({ userId, most: 1 })).posts).toHaveLength(1);
      expect(contentsOf.mock.calls.map(([, most]) => most)).toEqual([1]);
      jest.restoreAllMocks();

      const pages = await exported(author);
      expect(pages.length).toBeGreaterThan(4);
      const orders = all(pages, 'orders');
      expect(
        orders
          .slice(1)
          .map(({ number }) => number)
          .toSorted(),
      ).toEqual(numbers.toSorted());
      expect(orders.slice(1).every(({ lines }) => lines.length === 100)).toBe(true);
      expect(all(pages, 'posts').map((one) => [one.title, one.content])).toEqual(
        contents.map((content, number) => [title(number), content]),
      );
      expect(all(pages, 'comments')).toMatchObject([{ content: 'Lovely' }]);
      expect(all(pages, 'sessions')).toHaveLength(1);
      const events = all(pages, 'events').map(({ id }) => id);
      expect(new Set(events).size).toBe(events.length);
      // One export is one event, however many pages it has.
      expect(all(pages, 'events').filter(({ type }) => type === 'data_exported')).toHaveLength(1);
      for (const page of pages) expect(page.account.id).toBe(author.userId);
      const { manager } = shop.nest.get(Transactions, { strict: false });
      for (const number of numbers) await manager.delete(Order, { number });
      expect((await exported(await shop.signedIn('Ada'))).length).toBe(1);
    });

    it('is exported from a cursor on that an export has given, and to its owner alone', async () => {
      const ada = await shop.signedIn('Ada');
      for (const cursor of ['x', 'c2VjcmV0cyA', 'cG9zdHMgeA', Buffer.from('orders x').toString('base64url')])
        expect(await ada.get(`/api/v2/users/me/export?cursor=${cursor}`)).toMatchObject({
          status: 400,
          body: { code: 'invalid_cursor' },
        });
      const first = Buffer.from('posts ').toString('base64url');
      const { body } = await ada.get(`/api/v2/users/me/export?cursor=${first}`);
      expect(body).toMatchObject({ sessions: [], apiKeys: [], events: [], posts: [], page: { next: null } });
    });

    it('holds every session and every event, however many there are', async () => {
      const ada = await shop.signedIn('Ada');
      const { manager } = shop.nest.get(Transactions, { strict: false });
      const session = await manager.findOneByOrFail(Session, { userId: ada.userId });
      const event = await manager.findOneByOrFail(AuditEvent, { userId: ada.userId, type: 'signed_in' });
      for (let count = 0; count < 210; count += 1) {
        await manager.insert(Session, { ...session, id: newId() });
        await manager.insert(AuditEvent, { ...event, id: newId() });
      }
      const pages = await exported(ada);
      expect(new Set(all(pages, 'sessions').map(({ id }) => id)).size).toBe(211);
      expect(all(pages, 'sessions').filter(({ current }) => current)).toHaveLength(1);
      expect(new Set(all(pages, 'events').map(({ id }) => id)).size).toBeGreaterThan(210);
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
