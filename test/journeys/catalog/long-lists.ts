import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type TestApp, startApp } from '../../support/app.js';
import { addProduct, variant } from '../../support/catalog.js';
import type { Client, Loose } from '../../support/client.js';

const mebibyte = 1_048_576;

describe('lists of products that have much to say', () => {
  const list = '/api/v1/products';
  let app: TestApp;
  let merchant: Client;
  const added: string[] = [];
  beforeAll(async () => {
    app = await startApp();
    merchant = await app.signedIn('Ines Moreau', 'merchant');
    const options = Object.fromEntries(
      Array.from({ length: 6 }, (_, number) => [`option ${number}`, 'é'.repeat(20)]),
    );
    for (let number = 0; number < 30; number += 1) {
      const product = await addProduct(merchant, {
        description: '字'.repeat(10_000),
        images: Array.from({ length: 20 }, (_, place) => `https://a.example/${'p'.repeat(450)}/${place}`),
        variants: Array.from({ length: number % 3 === 0 ? 100 : 1 }, (_, place) =>
          variant(100, { options: { ...options, place: `${place}` } }),
        ),
      });
      added.push(product.id);
    }
  });
  afterAll(() => app.close());

  it('end earlier, stay below 1 MiB, and leave nothing out', async () => {
    const rows: Loose[] = [];
    for (let cursor = '', pages = 0; ; pages += 1) {
      const { status, body } = await app.client.get(`${list}?limit=100&sort=createdAt${cursor}`);
      expect(status).toBe(200);
      expect(Buffer.byteLength(JSON.stringify(body))).toBeLessThan(mebibyte);
      rows.push(...body.data);
      if (body.page.next === null) {
        expect(pages).toBeGreaterThan(1);
        break;
      }
      cursor = `&cursor=${encodeURIComponent(body.page.next)}`;
    }
    expect(rows.map(({ id }) => id)).toEqual(added);
  });

  it('take what a product may be, and no larger one', async () => {
    const options = Object.fromEntries(
      Array.from({ length: 10 }, (_, number) => [`option ${number}`, 'x'.repeat(400)]),
    );
    const { status, body } = await merchant.post('/api/v1/products', {
      title: 'Too much',
      variants: Array.from({ length: 40 }, () => variant(100, { options })),
    });
    expect([status, body.code]).toEqual([413, 'payload_too_large']);
    const found = await merchant.get(`${list}?status=draft`);
    expect(found.body.data).toEqual([]);
  });
});
