import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { newId } from '../../../src/kernel/ids.js';
import { startApp, type TestApp } from '../../support/app.js';
import { addComment, publishPost } from '../../support/blog.js';
import { addCategory, addProduct, variant } from '../../support/catalog.js';
import type { Client, Loose } from '../../support/client.js';
import { databaseKind } from '../../support/database.js';
import { drain, refund } from '../../support/payments.js';
import { buy } from '../../support/shop.js';
import { statementsOf } from '../../support/statements.js';

describe('list statements', () => {
  const rows = 4;

  let app: TestApp;
  let admin: Client;
  /** Every list of the API with at least so many rows, by its path in the OpenAPI document. */
  let lists: Record<string, string>;

  beforeAll(async () => {
    app = await startApp();
    admin = await app.signedIn('Agnes Admin', 'admin');
    lists = { ...(await fillBlog()), ...(await fillShop()) };
  });
  afterAll(() => app.close());

  /** Does something so often, one after the other. */
  async function times<T>(work: (index: number) => Promise<T>): Promise<T[]> {
    const done: T[] = [];
    for (let index = 0; index < rows; index += 1) done.push(await work(index));
    return done;
  }

  async function fillBlog(): Promise<Record<string, string>> {
    await times((index) => app.signedIn(`Reader ${index}`, 'customer'));
    const [{ id }] = (await times((index) => publishPost(admin, { tags: ['all', `tag-${index}`] }))) as [
      Loose,
    ];
    await times(() => addComment(admin, id));
    await times((index) => admin.patch(`/api/v1/posts/${id}`, { title: `Title ${index}` }));
    return {
      '/api/v1/audit-events': '/api/v1/audit-events?',
      '/api/v1/users': '/api/v1/users?',
      '/api/v2/users': '/api/v2/users?',
      '/api/v1/posts': '/api/v1/posts?include=comments&',
      '/api/v1/posts/{id}/comments': `/api/v1/posts/${id}/comments?`,
      '/api/v1/posts/{id}/revisions': `/api/v1/posts/${id}/revisions?`,
      '/api/v1/comments': '/api/v1/comments?status=approved&',
      '/api/v1/tags': '/api/v1/tags?',
    };
  }

  async function fillShop(): Promise<Record<string, string>> {
    await times((index) => addCategory(admin, `Category ${index}`));
    const product = { variants: [variant(900, { onHand: 50 }), variant(1_000)], categories: ['category-1'] };
    const [{ sku }] = (await addProduct(admin, product)).variants;
    await times(() => addProduct(admin, { categories: ['category-1', 'category-2'] }));
    await times(() =>
      admin.post(
        `/api/v1/inventory/${sku}/adjustments`,
        { delta: 1, reason: 'Found' },
        { headers: { 'idempotency-key': newId() } },
      ),
    );
    const orders = await times(async () => (await buy(app.client, { items: [{ sku, quantity: 1 }] })).body);
    await drain(app);
    const [order] = orders;
    await times(() => refund(admin, order.payment.id, 100));
    await drain(app);
    return {
      '/api/v1/products': '/api/v1/products?',
      '/api/v1/categories': '/api/v1/categories?',
      '/api/v1/inventory/{sku}/movements': `/api/v1/inventory/${sku}/movements?`,
      '/api/v1/orders': '/api/v1/orders?',
      '/api/v1/orders/{id}/history': `/api/v1/orders/${order.id}/history?`,
      '/api/v1/payments': '/api/v1/payments?',
      '/api/v1/payments/{id}/refunds': `/api/v1/payments/${order.payment.id}/refunds?`,
    };
  }

  it(`each list takes the same number of statements for one row as for many on ${databaseKind}`, async () => {
    for (const path of Object.values(lists)) {
      const { body } = await admin.get(`${path}limit=100`);
      expect([path, body.data.length >= rows]).toEqual([path, true]);
      const one = await statementsOf(app, `${path}limit=1`, admin);
      expect([path, await statementsOf(app, `${path}limit=20`, admin)]).toEqual([path, one]);
      // Long pages may look at how large their rows are before they read them.
      const many = await statementsOf(app, `${path}limit=100`, admin);
      expect([path, await statementsOf(app, `${path}limit=21`, admin)]).toEqual([path, many]);
      expect([path, one <= 6 && many <= one + 2]).toEqual([path, true]);
    }
  });

  it('no list of the API is left out here', async () => {
    const document: Loose = await (await fetch(`${app.url}/openapi.json`)).json();
    const paths = Object.entries<Loose>(document.paths).filter(([, { get }]) =>
      get?.responses['200']?.content?.['application/json']?.schema.$ref?.endsWith('Page'),
    );
    expect(Object.keys(lists).toSorted()).toEqual(paths.map(([path]) => path).toSorted());
  });
});
