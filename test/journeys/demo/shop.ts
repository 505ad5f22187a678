import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { demoProducts } from '../../../src/modules/catalog/demo/demo-products.js';
import { CatalogDemo } from '../../../src/modules/catalog/demo/catalog-demo.service.js';
import { Inventory } from '../../../src/modules/inventory/index.js';
import { Ledger } from '../../../src/modules/inventory/ledger.service.js';
import { OrderAudit } from '../../../src/modules/orders/orders/order-audit.service.js';
import { EventRelay } from '../../../src/platform/events/event-relay.js';
import { password, startApp, type TestApp } from '../../support/app.js';
import { readAll } from '../../support/blog.js';
import type { Client, Loose } from '../../support/client.js';
import { buy } from '../../support/shop.js';

const list = '/api/v1/products';
const email = 'root@example.com';

describe('the demo shop', () => {
  let app: TestApp;
  let admin: Client;
  beforeAll(async () => {
    app = await startApp({ DEMO_DATA: 'true', ADMIN_EMAIL: email, ADMIN_PASSWORD: password });
    const { body } = await app.client.post('/api/v1/auth/login', { email, password });
    admin = app.client.as(body.accessToken);
  });
  afterAll(() => app.close());

  const titles = async (query: string): Promise<string[]> =>
    (await readAll(app.client, `${list}?limit=5&${query}`)).map(({ title }) => title);
  const levels = async (): Promise<Map<string, Loose>> => {
    const skus = demoProducts.flatMap(({ variants }) => variants.map(({ sku }) => sku));
    const { levels: found } = await app.nest.get(Inventory, { strict: false }).levels({ skus });
    return new Map(found.map((level) => [level.sku, level]));
  };

  it('shows a stranger its shelves', async () => {
    expect(await titles('sort=createdAt')).toHaveLength(22);
    const categories = await readAll(app.client, '/api/v1/categories');
    expect(categories).toHaveLength(8);
    const stoneware = categories.find(({ slug }) => slug === 'stoneware');
    const below = categories.filter(({ parentId }) => parentId === stoneware?.id).map(({ slug }) => slug);
    expect(below).toEqual(['bowls', 'cups-and-pots', 'plates']);
    expect(await titles('category=stoneware')).toEqual(
      expect.arrayContaining(['Breakfast bowl', 'Everyday plate', 'Stoneware dripper']),
    );
    expect(await titles('category=linen&sort=title')).toContain('Apron');
  });

  it('is found by words, prices and what is in stock', async () => {
    expect(await titles('q=dripper')).toContain('Stoneware dripper');
    expect(await titles('q=flax%20towel')).toContain('Tea towel with the loop on the long side');
    expect(await titles('sort=price&maxPrice=1000')).toEqual(['Paper filters, one hundred', 'Grinder brush']);
    expect(await titles('inStock=false')).toEqual(['Tea towel of the blond lot']);
    const { body } = await app.client.get(`${list}/by-slug/hand-grinder`);
    expect(body.variants).toMatchObject([{ sku: 'GRINDER', price: { amount: 11_900, currency: 'EUR' } }]);
    expect(body.variants[0].compareAtPrice.amount).toBeGreaterThan(11_900);
    expect(body.images[0]).toBe('https://images.linden-kiln.example/hand-grinder.jpg');
  });

  it('has something for the admin to decide on', async () => {
    for (const [status, title] of [
      ['draft', 'Skerry plate'],
      ['archived', 'Cup with a gold rim'],
    ])
      expect((await admin.get(`${list}?status=${status}`)).body.data).toMatchObject([{ title }]);
  });

  it('stocks what it says, once', async () => {
    await app.nest.get(CatalogDemo, { strict: false }).load();
    const found = await levels();
    for (const { sku, onHand } of demoProducts.flatMap(({ variants }) => variants))
      expect(found.get(sku)).toEqual({ sku, onHand, held: 0, available: onHand });
    const { body } = await admin.get('/api/v1/inventory/BOWL-ASH-S/movements');
    expect(body.data).toMatchObject([{ kind: 'received', reason: 'First stock' }]);
  });

  it('sells: a guest buys, and the books add up', async () => {
    const items = [
      { sku: 'BOWL-ASH-S', quantity: 4 },
      { sku: 'KETTLE-COPPER', quantity: 5 },
    ];
    const { status, body } = await buy(app.client, { items });
    expect([status, body.status]).toEqual([201, 'confirmed']);
    expect(body.total).toEqual({ amount: 4 * 2_400 + 5 * 14_900, currency: 'EUR' });
    expect(body.lines.map(({ title }: Loose) => title)).toEqual([
      'Breakfast bowl – Small / Ash',
      'Copper kettle with a narrow spout',
    ]);
    await app.nest.get(EventRelay, { strict: false }).drain();
    expect((await levels()).get('BOWL-ASH-S')).toMatchObject({ onHand: 34, held: 0 });
    expect(await titles('inStock=false&sort=title')).toEqual([
      'Copper kettle with a narrow spout',
      'Tea towel of the blond lot',
    ]);
    for (const sku of ['KETTLE-COPPER', 'TOWEL-BLOND', 'PLATE-SKERRY-S', 'CUP-GOLD'])
      expect((await buy(app.client, { items: [{ sku, quantity: 1 }] })).status).toBe(409);
    expect(await app.nest.get(OrderAudit, { strict: false }).check()).toEqual([]);
    expect(await app.nest.get(Ledger, { strict: false }).check()).toEqual([]);
  });
});

describe('a process that hosts a part of the modules', () => {
  it('loads the demo of these', async () => {
    const shop = await startApp({ DEMO_DATA: 'true', SERVICES: 'catalog,inventory' });
    expect((await shop.client.get(`${list}?count=true`)).body.page.total).toBe(22);
    await shop.close();
    const catalog = await startApp({ DEMO_DATA: 'true', SERVICES: 'catalog' });
    expect((await catalog.client.get(`${list}?count=true`)).body.page.total).toBe(0);
    await catalog.close();
    const journal = await startApp({ DEMO_DATA: 'true', SERVICES: 'identity,blog' });
    expect((await journal.client.get('/api/v1/posts')).body.data.length).toBeGreaterThan(0);
    await journal.close();
  });
});
