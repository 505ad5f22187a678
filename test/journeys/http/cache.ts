import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { newId } from '../../../src/kernel/ids.js';
import { cacheTags } from '../../../src/modules/catalog/catalog.cache.js';
import { slotOf } from '../../../src/platform/cache/generations.js';
import { EventRelay } from '../../../src/platform/events/event-relay.js';
import { startApp, type TestApp } from '../../support/app.js';
import { addComment, publishPost } from '../../support/blog.js';
import { addCategory, addProduct, variant } from '../../support/catalog.js';
import type { Client, Loose } from '../../support/client.js';

const state = (headers: Headers): string | null => headers.get('x-cache');

describe('the cache of public answers', () => {
  let app: TestApp;
  let merchant: Client;
  let editor: Client & { readonly userId: string };
  let product: Loose;
  let post: Loose;
  beforeAll(async () => {
    app = await startApp();
    merchant = await app.signedIn('Tilda', 'merchant');
    editor = await app.signedIn('Jonas', 'editor');
    product = await addApart({ title: 'Kept bowl' });
    post = await publishPost(editor, { title: 'Kept post', tags: ['kept'] });
  });
  afterAll(() => app.close());

  const slots = new Set([cacheTags.products, cacheTags.categories].map(slotOf));
  /** Adds a product that shares its slot with nothing else here: a change drops all answers of its slots. */
  async function addApart(request: Record<string, unknown> = {}): Promise<Loose> {
    for (;;) {
      const added = await addProduct(merchant, request);
      const slot = slotOf(cacheTags.product(added.id));
      if (slots.has(slot)) continue;
      slots.add(slot);
      return added;
    }
  }

  /** Asks until the answer comes from the cache, so that only a change can bring a new one. */
  async function keep(path: string): Promise<Loose> {
    const first = await app.client.get(path);
    expect(first.status).toBe(200);
    const second = await app.client.get(path);
    expect([path, state(second.headers)]).toEqual([path, 'HIT']);
    expect(second.body).toEqual(first.body);
    return second.body;
  }

  const lists = () => [
    '/api/v1/products?limit=5',
    '/api/v1/categories',
    '/api/v1/posts',
    '/api/v1/posts?include=comments',
    '/api/v1/tags',
    `/api/v1/posts/${post.id}/comments`,
  ];
  const items = () => [
    `/api/v1/products/${product.id}`,
    `/api/v1/products/by-slug/${product.slug}`,
    `/api/v1/posts/${post.id}`,
    `/api/v1/posts/by-slug/${post.slug}`,
  ];

  it('makes an answer once, and says so', async () => {
    for (const path of [...lists(), ...items()]) {
      const first = await app.client.get(path);
      const second = await app.client.get(path);
      expect([path, state(first.headers), state(second.headers)]).toEqual([path, 'MISS', 'HIT']);
      expect(second.body).toEqual(first.body);
      for (const name of ['content-type', 'etag', 'link', 'cache-control', 'vary', 'x-frame-options'])
        expect([name, second.headers.get(name)]).toEqual([name, first.headers.get(name)]);
      expect(second.headers.get('cache-control')).toBe('no-cache');
      expect(second.headers.get('x-request-id')).not.toBe(first.headers.get('x-request-id'));
    }
  });

  describe('keeps one answer for all who ask the same', () => {
    it.each([
      ['', ['?limit=20', '?', '?&', '?sort=-createdAt', '?limit=0020&sort=-createdAt', '?l%69mit=20']],
      [
        '?inStock=true&limit=6&maxPrice=99999999',
        [
          '?limit=6&maxPrice=99999999&inStock=true',
          '?maxPrice=99999999&limit=6&inStock=true&',
          '?%69nStock=tru%65&limit=%36&maxPrice=99999999',
          '?inStock=true&&limit=006&maxPrice=99999999&sort=-createdAt',
        ],
      ],
      ['?q=k%C3%A9pt%20bowl', ['?q=k%c3%a9pt+bowl', '?limit=20&q=%6b%c3%a9pt%20bowl']],
    ])('at products%s', async (query, others) => {
      const kept = await keep(`/api/v1/products${query}`);
      for (const other of others)
        for (let time = 0; time < 2; time += 1) {
          const { headers, body } = await app.client.get(`/api/v1/products${other}`);
          expect([other, state(headers), body]).toEqual([other, 'HIT', kept]);
        }
    });

    it('at one resource, which looks at no query', async () => {
      const path = `/api/v1/posts/by-slug/${post.slug}`;
      await keep(path);
      for (const other of [`${path}?`, `${path}?a=1`, `${path}?a=2&b`, path.replace('slug/k', 'slug/%6b')])
        expect([other, state((await app.client.get(other)).headers)]).toEqual([other, 'HIT']);
    });

    it('and never gives it to who asks for something else, or wrongly', async () => {
      await keep('/api/v1/products?limit=9');
      for (const [query, status] of [
        ['limit=9&a=', 400],
        ['limit=9&limit=9', 400],
        ['limit=9.0', 400],
        ['limit=+9', 400],
        ['limit=9&Sort=title', 400],
        ['limit=9&sort=-CreatedAt', 400],
        ['limit=9&%zz', 400],
      ] as const)
        expect([query, (await app.client.get(`/api/v1/products?${query}`)).status]).toEqual([query, status]);
      const { headers } = await app.client.get('/api/v1/products?limit=9&sort=title');
      expect(state(headers)).toBe('MISS');
    });
  });

  it('answers 304 to who has the bytes already, from the cache or not', async () => {
    for (const path of [...lists(), ...items()]) {
      const etag = String((await app.client.get(path)).headers.get('etag'));
      const headers = { 'if-none-match': `"other", W/${etag}` };
      const known = await app.client.get(path, { headers });
      expect([path, known.status, known.headers.get('etag'), state(known.headers)]).toEqual([
        path,
        304,
        etag,
        'HIT',
      ]);
      expect(known.body).toBeUndefined();
    }
  });

  it('is not for those who say who they are', async () => {
    const path = '/api/v1/products?limit=7';
    await keep(path);
    for (let time = 0; time < 2; time += 1) {
      const { headers } = await merchant.get(path);
      expect(state(headers)).toBeNull();
      expect(headers.get('cache-control')).toBe('private, no-cache');
    }
    const refused = await app.client.get(path, { headers: { authorization: 'Bearer nonsense' } });
    expect(refused.status).toBe(401);
  });

  it('keeps nothing but what succeeded', async () => {
    const gone = '/api/v1/products/by-slug/never-was';
    const wrong = '/api/v1/products?limit=0';
    for (const [path, status] of [
      [gone, 404],
      [gone, 404],
      [wrong, 400],
      [wrong, 400],
    ] as const) {
      const answer = await app.client.get(path);
      expect([answer.status, state(answer.headers)]).toEqual([status, null]);
    }
    await addProduct(merchant, { title: 'Never was' });
    expect((await app.client.get(gone)).status).toBe(200);
  });

  it('keeps no redirect, which would lead in circles', async () => {
    const moving = await addProduct(merchant, { title: 'Moving bowl' });
    const old = `/api/v1/products/by-slug/${moving.slug}`;
    await keep(old);
    await merchant.patch(`/api/v1/products/${moving.id}`, { slug: 'moved-bowl' });
    for (let time = 0; time < 2; time += 1) {
      const { status, headers } = await app.client.get(old);
      expect([status, state(headers)]).toEqual([308, null]);
    }
  });

  it('answers a hundred at once with one that is made', async () => {
    const answers = await Promise.all(
      Array.from({ length: 100 }, () => app.client.get('/api/v1/products?limit=11')),
    );
    expect(answers.filter(({ headers }) => state(headers) === 'MISS')).toHaveLength(1);
  });

  describe('shows a change to whoever asks after it', () => {
    const after = async (path: string, before: Loose): Promise<Loose> => {
      const { body, headers } = await app.client.get(path);
      expect([path, state(headers)]).toEqual([path, 'MISS']);
      expect(body).not.toEqual(before);
      return body;
    };

    it('of a product, in lists and alone; other products stay', async () => {
      const other = `/api/v1/products/${(await addApart()).id}`;
      const paths = ['/api/v1/products?limit=5', ...items().slice(0, 2)];
      for (const change of [
        { title: 'New title' },
        { description: 'New words' },
        { variants: [variant(2_100)] },
      ]) {
        const before = await Promise.all(paths.map(keep));
        await keep(other);
        await merchant.patch(`/api/v1/products/${product.id}`, change);
        for (const [index, path] of paths.entries()) await after(path, before[index]);
        expect(state((await app.client.get(other)).headers)).toBe('HIT');
      }
    });

    it('of a product that comes or goes', async () => {
      const list = '/api/v1/products?limit=5';
      let before = await keep(list);
      const added = await addProduct(merchant);
      before = await after(list, before);
      const alone = `/api/v1/products/${added.id}`;
      await keep(alone);
      await keep(list);
      await merchant.delete(alone);
      await after(list, before);
      expect((await app.client.get(alone)).status).toBe(404);
    });

    it('of stock, once the last piece is gone', async () => {
      const { id, variants } = await addProduct(merchant, { variants: [variant(900, { onHand: 2 })] });
      const relay = app.nest.get(EventRelay, { strict: false });
      await relay.drain();
      const path = `/api/v1/products/${id}`;
      const before = await keep(path);
      expect(before.inStock).toBe(true);
      const take = async (): Promise<void> => {
        const adjustments = `/api/v1/inventory/${variants[0].sku}/adjustments`;
        const headers = { 'idempotency-key': newId() };
        const { status } = await merchant.post(adjustments, { delta: -1, reason: 'Broken' }, { headers });
        expect(status).toBe(201);
        await relay.drain();
      };
      await take();
      expect(state((await app.client.get(path)).headers)).toBe('HIT');
      await take();
      expect((await after(path, before)).inStock).toBe(false);
    });

    it('of a category, in lists and at its products', async () => {
      const category = await addCategory(merchant, 'Kept things');
      const { id } = await addProduct(merchant, { categories: [category.slug] });
      const paths = [
        '/api/v1/categories',
        `/api/v1/products/${id}`,
        `/api/v1/products?category=${category.slug}`,
      ];
      const before = await Promise.all(paths.map(keep));
      await merchant.patch(`/api/v1/categories/${category.id}`, { name: 'Things kept' });
      for (const [index, path] of paths.entries()) await after(path, before[index]);
    });

    it('of a post, of its comments and of the name of its author', async () => {
      const paths = [
        ...lists().slice(2, 4),
        `/api/v1/posts/${post.id}`,
        `/api/v1/posts/by-slug/${post.slug}`,
      ];
      let before = await Promise.all(paths.map(keep));
      const changed = async (): Promise<void> => {
        before = await Promise.all(paths.map((path, index) => after(path, before[index])));
        await Promise.all(paths.map(keep));
      };
      await editor.patch(`/api/v1/posts/${post.id}`, { excerpt: 'In short.' });
      await changed();
      await keep(`/api/v1/posts/${post.id}/comments`);
      const comment = await addComment(editor, post.id);
      await changed();
      expect((await keep(`/api/v1/posts/${post.id}/comments`)).data).toHaveLength(1);
      await editor.post(`/api/v1/comments/${comment.id}/reject`);
      await changed();
      await editor.patch('/api/v2/users/me', { displayName: 'Jonas the Second' });
      await app.nest.get(EventRelay, { strict: false }).drain();
      await changed();
      expect(before[2].author.name).toBe('Jonas the Second');
    });

    it('of what is published, and of what is so no more', async () => {
      const tags = '/api/v1/tags';
      const list = '/api/v1/posts';
      const before = [await keep(tags), await keep(list)];
      const published = await publishPost(editor, { tags: ['short-lived'] });
      const between = [await after(tags, before[0]), await after(list, before[1])];
      await keep(`/api/v1/posts/${published.id}`);
      await editor.post(`/api/v1/posts/${published.id}/unpublish`);
      await after(tags, between[0]);
      await after(list, between[1]);
      expect((await app.client.get(`/api/v1/posts/${published.id}`)).status).toBe(404);
    });
  });

  it('tells operators what it does', async () => {
    const text = await (await fetch(`${app.url}/metrics`)).text();
    expect(text).toMatch(/mainstay_cache_answers_total\{state="HIT"\} [1-9]/);
    expect(text).toMatch(/mainstay_cache_answers_total\{state="MISS"\} [1-9]/);
    expect(text).toMatch(/mainstay_cache_memory_bytes [1-9]/);
    const hit = app.logs.map((line): Loose => JSON.parse(line)).find(({ cache }) => cache === 'HIT');
    expect(hit).toMatchObject({ status: 200, queries: 0, route: expect.stringMatching(/^\/api\//) });
  });
});

describe('the cache and its neighbors', () => {
  it('is left out with CACHE=off', async () => {
    const plain = await startApp({ CACHE: 'off' });
    try {
      for (let time = 0; time < 2; time += 1) {
        const { status, headers } = await plain.client.get('/api/v1/products');
        expect([status, state(headers)]).toEqual([200, null]);
      }
    } finally {
      await plain.close();
    }
  });

  it('counts hits against the quota, and tells pages of other origins what they may read', async () => {
    const limited = await startApp({ RATE_LIMIT: 'on', CORS_ORIGINS: 'https://shop.example.com' });
    try {
      const ask = () =>
        fetch(`${limited.url}/api/v1/products`, { headers: { origin: 'https://shop.example.com' } });
      const first = await ask();
      const second = await ask();
      expect([state(first.headers), state(second.headers)]).toEqual(['MISS', 'HIT']);
      expect(first.headers.get('ratelimit')).toContain('r=599');
      expect(second.headers.get('ratelimit')).toContain('r=598');
      expect(second.headers.get('access-control-allow-origin')).toBe('https://shop.example.com');
      await Promise.all(Array.from({ length: 598 }, ask));
      const refused = await ask();
      expect(refused.status).toBe(429);
      expect(refused.headers.get('retry-after')).not.toBeNull();
    } finally {
      await limited.close();
    }
  });
});
