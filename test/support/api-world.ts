import { newId } from '../../src/kernel/ids.js';
import { decodeJwt } from 'jose';
import { type Permission, roles as allRoles, type Role } from '../../src/modules/identity/roles.js';
import { EventRelay } from '../../src/platform/events/event-relay.js';
import type { ApiDocument, ApiOperation } from './api-operations.js';
import { password, type TestApp } from './app.js';
import { addComment, publishPost, writePost } from './blog.js';
import { addCategory, addProduct, variant } from './catalog.js';
import type { Client, Loose } from './client.js';
import { buy } from './shop.js';

type User = Client & { readonly userId: string };

/** Something that belongs to somebody, and what of it others may do. */
export interface Thing {
  /** Such as `draft`, for messages. */
  readonly what: string;
  /** What stands for it in paths, by the name of the parameter. */
  readonly values: Readonly<Record<string, string>>;
  /** The roles of others that may see it. */
  readonly seenBy: readonly Role[];
  /** The roles of others that may change it. */
  readonly changedBy: readonly Role[];
  /** The permissions of which one alone lets others see or change it. */
  readonly alone?: { readonly see: readonly Permission[]; readonly change: readonly Permission[] };
  /** What its owner sends besides: a guest's token. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Who owns it; a guest where it is absent. */
  readonly owner?: Client;
}

/** A request that is ready to be sent. */
export interface BuiltRequest {
  readonly path: string;
  readonly headers: Record<string, string>;
  readonly body?: unknown;
}

const nobody: readonly Role[] = [];
const editors: readonly Role[] = ['editor', 'admin'];
const merchants: readonly Role[] = ['merchant', 'admin'];
const somebody: readonly Role[] = allRoles;

/** What one permission alone opens of others' things. Drafts need two: writing, and moderating. */
const byCatalog = { see: ['catalog:write'], change: ['catalog:write'] } as const;
const byInventory = { see: ['inventory:write'], change: ['inventory:write'] } as const;
const byOrders = { see: ['orders:read'], change: ['orders:write'] } as const;
const byPayments = { see: ['orders:read'], change: ['payments:refund'] } as const;
const byModeration = { see: ['comments:moderate'], change: ['comments:moderate'] } as const;
const byUsers = { see: ['users:manage'], change: ['users:manage'] } as const;

/** A text that must not show up where it is not known. */
export interface Secret {
  readonly marker: string;
  readonly knownTo: readonly Role[];
  /** The permissions of which one alone lets others know it. */
  readonly knownWith: readonly Permission[];
}

/** Texts that stand in the owner's things and must not show up elsewhere. */
const markers = {
  address: 'Marked-Lane-81f2',
  draft: 'marked-draft-5c07',
  comment: 'marked-comment-9d3e',
  product: 'marked-product-77ab',
} as const;

/** Owners with one of everything, and requests that name their things: what attacks on the API are made from. */
export class ApiWorld {
  readonly secrets: Secret[] = [];
  private users = 0;

  private constructor(
    readonly app: TestApp,
    readonly api: ApiDocument,
    readonly owner: User,
    private readonly merchant: User,
    private readonly moderator: User,
    private readonly sku: string,
    private readonly post: Loose,
  ) {}

  static async create(app: TestApp, api: ApiDocument): Promise<ApiWorld> {
    const owner = await app.signedIn('Ada Owner', 'author');
    const merchant = await app.signedIn('Shop Keeper', 'merchant');
    const moderator = await app.signedIn('Red Pencil', 'editor');
    const product = await addProduct(merchant, { variants: [variant(1_000, { onHand: 100_000 })] });
    const post = await publishPost(owner);
    const { sku } = product.variants[0];
    const world = new ApiWorld(app, api, owner, merchant, moderator, sku, post);
    await world.settle();
    const { body } = await owner.get('/api/v2/users/me');
    world.secrets.push(
      {
        marker: String(body.email),
        knownTo: merchants,
        knownWith: ['orders:read', 'orders:write', 'users:manage'],
      },
      { marker: markers.address, knownTo: merchants, knownWith: ['orders:read', 'orders:write'] },
      { marker: markers.draft, knownTo: editors, knownWith: [] },
      { marker: markers.comment, knownTo: editors, knownWith: ['comments:moderate'] },
      { marker: markers.product, knownTo: merchants, knownWith: ['catalog:write'] },
    );
    return world;
  }

  /** Everything of somebody's that an operation can name; one without a path parameter has nothing to name. */
  async thingsFor({ name, path }: ApiOperation): Promise<Thing[]> {
    if (!path.includes('{')) return [];
    const place = path.replace(/^\/(api\/v\d+\/)?/, '');
    const key = Object.keys(this.factories)
      .toSorted((left, right) => right.length - left.length)
      .find((start) => place === start || place.startsWith(`${start}/`));
    const factory = key === undefined ? undefined : this.factories[key];
    if (!factory)
      throw new Error(
        `${name}: no request can be built. Add what it names to the table of ${import.meta.url}`,
      );
    return factory();
  }

  /** A request that the document allows, and that names a thing wherever it can. */
  build(operation: ApiOperation, thing?: Thing): BuiltRequest {
    const { name, method, parameters, body } = operation;
    const path = operation.path.replaceAll(/\{(\w+)\}/g, (_, parameter: string) => {
      const value = thing?.values[parameter];
      if (value === undefined) throw new Error(`${name}: nothing stands for {${parameter}}`);
      return encodeURIComponent(value);
    });
    const needsKey = parameters.some((one) => one.name === 'Idempotency-Key' && one.required);
    const headers: Record<string, string> = needsKey ? { 'idempotency-key': newId() } : {};
    if (body === undefined) return { path, headers };
    const special = this.bodies[operation.path.replace(/^\/api\/v\d+\//, `${method} `)];
    return { path, headers, body: special?.(operation) ?? this.plainBody(operation, body) };
  }

  /** Does all that follows from what happened so far. */
  async settle(): Promise<void> {
    await this.app.nest.get(EventRelay, { strict: false }).drain();
  }

  /** A new user with a role. */
  async user(role: Role): Promise<User> {
    return this.app.signedIn(`${role} Number ${(this.users += 1)}`, role);
  }

  /** What others ask for to see the owner's things in lists: each query parameter with what might show them. */
  queries({ parameters }: ApiOperation, named: Readonly<Record<string, string>> = {}): string[] {
    const known: Record<string, string> = {
      author: this.owner.userId,
      user: this.owner.userId,
      userId: this.owner.userId,
      q: 'marked',
      limit: '100',
      ...named,
    };
    const asked = parameters
      .filter((parameter) => parameter.in === 'query' && parameter.name !== 'sort')
      .flatMap(({ name, schema }) => {
        const values = known[name] === undefined ? (schema.enum ?? []) : [known[name]];
        return values.map((value) => `${name}=${encodeURIComponent(String(value))}`);
      });
    const status = asked.filter((one) => one.startsWith('status='));
    const combined = status.flatMap((one) =>
      asked.filter((other) => !other.startsWith('status=')).map((other) => `${one}&${other}`),
    );
    return ['', ...asked, ...combined];
  }

  private plainBody({ method }: ApiOperation, schema: Parameters<ApiDocument['sample']>[0]): unknown {
    const plain = this.api.resolve(schema);
    const [first] = Object.entries(plain.properties ?? {});
    // A change of nothing would show nothing.
    if (method === 'PATCH' && !plain.required?.length && first)
      return { [first[0]]: this.api.sample(first[1]) };
    return this.api.sample(plain);
  }

  /** Bodies whose fields mean something that a schema cannot say, by method and path. */
  private readonly bodies: Readonly<Record<string, ((operation: ApiOperation) => unknown) | undefined>> = {
    'POST orders': () => ({
      items: [{ sku: this.sku, quantity: 1 }],
      email: 'somebody@example.com',
      shippingAddress: { name: 'Somebody', line1: '1 Road', city: 'Oban', country: 'GB' },
      payment: { token: 'tok_ok' },
    }),
    'POST products': () => ({ title: 'A new product', variants: [variant(1_000)] }),
    'PUT products/{id}': () => ({ title: 'Another product', variants: [variant(1_000)] }),
    'POST users': ({ body }) => ({
      ...(this.api.sample(body ?? {}) as object),
      email: `${newId()}@example.com`,
    }),
    'POST auth/register': () => ({ email: `${newId()}@example.com`, password, name: 'Somebody' }),
    // Each try at another address: there is a limit for one.
    'POST auth/login': () => ({ email: `${newId()}@example.com`, password }),
    'PUT users/{id}/roles': () => ({ roles: ['author'] }),
    'POST users/me/api-keys': () => ({ name: 'a key', scopes: [] }),
    'PUT users/me/password': () => ({ currentPassword: password, newPassword: `${password}!` }),
  };

  /** What paths name, by the path up to the first parameter. Each call makes new things. */
  private readonly factories: Readonly<Record<string, () => Promise<Thing[]>>> = {
    'posts/{id}': async () => [
      this.ofPost('draft', await writePost(this.owner, { content: markers.draft }), editors),
      this.ofPost('published post', await publishPost(this.owner), somebody),
    ],
    'posts/by-slug/{slug}': () => this.factoryOf('posts/{id}')(),
    'comments/{id}': async () => {
      const { id } = await addComment(this.owner, this.post.id, markers.comment);
      return [{ ...this.owned('waiting comment', { id }, editors, editors), alone: byModeration }];
    },
    'products/{id}': async () => {
      const draft = await addProduct(this.merchant, { description: markers.product, status: 'draft' });
      const active = await addProduct(this.merchant);
      return [
        { ...this.ofMerchant('product in draft', draft), seenBy: merchants },
        this.ofMerchant('product', active),
      ];
    },
    'products/by-slug/{slug}': () => this.factoryOf('products/{id}')(),
    'categories/{id}': async () => [
      this.ofMerchant('category', await addCategory(this.merchant, `Category ${newId()}`)),
    ],
    'inventory/{sku}': () =>
      Promise.resolve([{ ...this.ofMerchant('stock', { sku: this.sku }), alone: byInventory }]),
    'carts/{id}': async () => {
      const own = (await this.owner.post('/api/v1/carts')).body;
      const guests = (await this.app.client.post('/api/v1/carts')).body;
      const headers = { 'x-cart-token': String(guests.cartToken) };
      this.secrets.push({ marker: guests.cartToken, knownTo: nobody, knownWith: [] });
      const put = (id: string) => `/api/v1/carts/${id}/items/${this.sku}`;
      await this.owner.put(put(own.id), { quantity: 2 });
      await this.app.client.put(put(guests.id), { quantity: 2 }, { headers });
      return [
        this.owned('cart', { id: own.id, sku: this.sku }),
        { ...this.owned('cart of a guest', { id: guests.id, sku: this.sku }), headers, owner: undefined },
      ];
    },
    'orders/{id}': async () => {
      const confirmed = await this.order(this.owner, 'tok_ok');
      const declined = await this.order(this.owner, 'tok_declined');
      const guests = await this.order(this.app.client, 'tok_ok');
      this.secrets.push({ marker: guests.orderToken, knownTo: nobody, knownWith: [] });
      const headers = { 'x-order-token': String(guests.orderToken) };
      return [
        this.owned('order', { id: confirmed.id }, merchants, merchants),
        this.owned('order that waits for its payment', { id: declined.orderId }, merchants, merchants),
        {
          ...this.owned('order of a guest', { id: guests.id }, merchants, merchants),
          headers,
          owner: undefined,
        },
      ].map((order) => ({ ...order, alone: byOrders }));
    },
    'payments/{id}': async () => {
      const [held, taken] = [await this.order(this.owner, 'tok_ok'), await this.order(this.owner, 'tok_ok')];
      await this.merchant.post(`/api/v1/payments/${taken.payment.id}/capture`, {});
      return [held, taken].map(({ payment }) => ({
        ...this.ofMerchant('payment', { id: payment.id }),
        alone: byPayments,
      }));
    },
    // Whoever was led there may answer, as at a bank: the address is the secret.
    'payments/sandbox/challenges/{id}': async () => {
      const { payment } = await this.order(this.owner, 'tok_action_required');
      const id = String(payment.nextAction.url).split('/').at(-1) ?? '';
      return [this.owned('question of the sandbox', { id }, somebody, somebody)];
    },
    'payments/webhooks/{provider}': () =>
      Promise.resolve([this.owned('provider', { provider: 'sandbox' }, somebody, somebody)]),
    'users/{id}': async () => {
      const { userId: id } = await this.user('customer');
      return [{ ...this.owned('user', { id }, ['admin'], ['admin']), alone: byUsers }];
    },
    'users/me/api-keys/{id}': async () => {
      const owner = await this.user('customer');
      const { body } = await owner.post('/api/v1/users/me/api-keys', { name: 'a key', scopes: [] });
      return [{ ...this.owned('API key', { id: body.id }), owner }];
    },
    'auth/oidc/{provider}': () =>
      Promise.resolve([this.owned('provider', { provider: 'nobody' }, somebody, somebody)]),
    'users/me/sessions/{id}': async () => {
      const owner = await this.user('customer');
      const { sid } = decodeJwt(owner.token ?? '');
      return [{ ...this.owned('session', { id: String(sid) }), owner }];
    },
  };

  private factoryOf(place: string): () => Promise<Thing[]> {
    const factory = this.factories[place];
    if (!factory) throw new Error(`There is nothing for ${place}`);
    return factory;
  }

  private owned(what: string, values: Record<string, string>, seenBy = nobody, changedBy = nobody): Thing {
    return { what, values, seenBy, changedBy, owner: this.owner };
  }

  private ofPost(what: string, { id, slug }: Loose, seenBy: readonly Role[]): Thing {
    return this.owned(what, { id, slug, n: '1' }, seenBy, editors);
  }

  private ofMerchant(what: string, { id, slug, sku }: Loose): Thing {
    return {
      ...this.owned(what, { id, slug, sku }, somebody, merchants),
      owner: this.merchant,
      alone: byCatalog,
    };
  }

  private async order(client: Client, token: string): Promise<Loose> {
    const email = client.token === undefined ? { email: 'marked.guest@example.com' } : {};
    const shippingAddress = { name: 'Ada Owner', line1: markers.address, city: 'Berlin', country: 'DE' };
    const items = [{ sku: this.sku, quantity: 1 }];
    const { status, body } = await buy(client, {
      body: { items, ...email, shippingAddress, payment: { token } },
    });
    if (status !== 201 && status !== 202 && status !== 402)
      throw new Error(`The order was not placed: ${status} ${JSON.stringify(body)}`);
    return body;
  }
}
