import { newId } from '../../src/kernel/ids.js';
import type { WireRequest } from './api-fuzz.js';
import { shippingAddress } from './shipping-address.js';

/** Who sends a request. Authors and merchants may cause more than customers, and they more than strangers. */
export type Sender = 'stranger' | 'customer' | 'author';

/** What a request may cost, in units of a plain list. */
export const mayCost: Readonly<Record<Sender, number>> = { stranger: 30, customer: 60, author: 300 };

/** The worst request that is known of its kind. */
export interface WorstRequest {
  readonly kind: string;
  readonly sender: Sender;
  /** Makes it; each time another one where the same would be answered from memory. */
  readonly make: (number: number, things: Things) => Omit<WireRequest, 'actor'>;
}

/** What requests name. */
export interface Things {
  /** A long post whose text stays as it is. */
  readonly longPostId: string;
  readonly postId: string;
  readonly commentId: string;
  readonly productId: string;
}

const json = { 'content-type': 'application/json' };
const post = (path: string, body: unknown) => ({
  method: 'POST',
  path: `/api/v1/${path}`,
  headers: { ...json, 'idempotency-key': newId() },
  body: typeof body === 'string' ? body : JSON.stringify(body),
});
const write = (method: string, path: string, body: unknown) => ({ ...post(path, body), method });
const get = (path: string, headers: Record<string, string> = {}) => ({ method: 'GET', path, headers });

const filled = (fragment: string, length: number): string =>
  fragment.repeat(Math.ceil(length / fragment.length)).slice(0, length);
const names = (count: number, length = 1): object =>
  Object.fromEntries(
    Array.from({ length: count }, (_, index) => [`${filled('n', length)}${index.toString(36)}`, 0]),
  );
const words = 'the ket lin bow cla sto mug tea jug oak ash elm fir yew rye oat pea bean corn leek'.split(' ');
const order = (number: number, change: object = {}) => ({
  items: Array.from({ length: 100 }, (_, line) => ({ sku: `NONE-${number}-${line}`, quantity: 1 })),
  email: `worst.${number}@example.com`,
  shippingAddress,
  payment: { token: 'tok_nonsense' },
  ...change,
});
const variants = Array.from({ length: 100 }, (_, index) => ({
  sku: `WORST-${newId()}-${index}`,
  options: Object.fromEntries(
    Array.from({ length: 10 }, (_option, name) => [`option ${name}`, `${index} of ${name}`]),
  ),
  price: { amount: 100, currency: 'EUR' },
}));
/** A product about as large as one may be. */
export const largeProduct = (number: number, more: object = {}) => ({
  title: `Large ${number}`,
  variants: Array.from({ length: 100 }, (_, index) => ({
    sku: `LARGE-${newId()}-${index}`,
    title: `variant ${index}`,
    options: Object.fromEntries(
      Array.from({ length: 10 }, (_option, name) => [`option ${name}`, filled('x', 75)]),
    ),
    price: { amount: 1, currency: 'EUR' },
    ...more,
  })),
});
/** What makes a Markdown renderer look through the whole rest of a text for the end of something. */
const openers = [
  '<*a',
  '*a_',
  '[',
  '![a](',
  '`a``',
  '~~a',
  '<a href="',
  '<!--',
  '|a|\n|-|\n',
  '> - ',
  '[a]: b\n',
  '\n\n_a*~',
  '\u200d`',
  'www.a',
];

/** The worst requests that are known, by what their time goes into. A new kind belongs here, and into `docs/security.md`. */
export const worstRequests: readonly WorstRequest[] = [
  { kind: 'unknown names', sender: 'stranger', make: () => post('auth/refresh', names(1_500)) },
  {
    kind: 'a million bytes of unknown names',
    sender: 'stranger',
    make: () => post('auth/refresh', names(90_000)),
  },
  { kind: 'long unknown names', sender: 'stranger', make: () => post('auth/register', names(25, 600)) },
  {
    kind: 'unknown names in an address',
    sender: 'stranger',
    make: (number) => post('orders', order(number, { shippingAddress: names(4_000) })),
  },
  {
    kind: 'a list for a text',
    sender: 'stranger',
    make: () => post('auth/refresh', { refreshToken: filledList(4_900) }),
  },
  {
    kind: 'values in values',
    sender: 'stranger',
    make: () => post('auth/refresh', filled('{"a":[', 16_000)),
  },
  {
    kind: 'escaped quotes',
    sender: 'stranger',
    make: () => post('orders', `{"email":"${filled('\\"', 60_000)}"}`),
  },
  { kind: 'a body of no route', sender: 'stranger', make: () => post('nothing', filled('[', 1_000_000)) },
  {
    kind: 'a body without a caller',
    sender: 'stranger',
    make: () => post('posts', { title: 'x', content: filled('é', 200_000) }),
  },
  {
    kind: 'unknown parameters',
    sender: 'stranger',
    make: () => get(`/api/v1/products?${filled('a=&', 12_000)}`),
  },
  {
    kind: 'one parameter again and again',
    sender: 'stranger',
    make: () => get(`/api/v1/products?${filled('q=a&', 12_000)}`),
  },
  {
    kind: 'a search of many words',
    sender: 'stranger',
    make: (number) => get(`/api/v1/posts?q=${searched(number)}`),
  },
  {
    kind: 'the same in the shop',
    sender: 'stranger',
    make: (number) => get(`/api/v1/products?q=${searched(number)}`),
  },
  {
    kind: 'a search for letters',
    sender: 'stranger',
    make: (number) => get(`/api/v1/posts?q=t+a+${number % 10}&limit=100`),
  },
  {
    kind: 'the longest list',
    sender: 'stranger',
    make: (number) =>
      get(`/api/v1/posts?limit=100&include=comments&count=true&sort=${number % 2 ? '' : '-'}publishedAt`),
  },
  {
    kind: 'a list of products',
    sender: 'stranger',
    make: (number) => get(`/api/v1/products?limit=100&count=true&minPrice=${number}`),
  },
  {
    kind: 'a list of large products',
    sender: 'stranger',
    make: (number) => get(`/api/v1/products?limit=100&sort=price&maxPrice=${1_000_000 + number}`),
  },
  {
    kind: 'a short list of large products',
    sender: 'stranger',
    make: (number) => get(`/api/v1/products?limit=20&sort=price&q=large&maxPrice=${1_000_000 + number}`),
  },
  {
    kind: 'the longest post',
    sender: 'stranger',
    make: (number, { postId }) => get(`/api/v1/posts/${postId}?a=${number}`),
  },
  { kind: 'the description of the API', sender: 'stranger', make: () => get('/openapi.json') },
  { kind: 'an old name of the description', sender: 'stranger', make: () => get('/docs-yaml') },
  {
    kind: 'many ETags',
    sender: 'stranger',
    make: () => get('/api/v1/tags', { 'if-none-match': filled('"a",', 12_000) }),
  },
  {
    kind: 'a long token',
    sender: 'stranger',
    make: () => get('/api/v1/posts', { authorization: `Bearer ${filled('e30.', 12_000)}` }),
  },
  {
    kind: 'an order of a hundred lines',
    sender: 'stranger',
    make: (number) => post('orders', order(number)),
  },
  { kind: 'a cart', sender: 'stranger', make: () => post('carts', {}) },
  {
    kind: 'a sign-in',
    sender: 'stranger',
    make: (number) =>
      post('auth/login', { email: `worst.${number}@example.com`, password: filled('p', 128) }),
  },
  {
    kind: 'a registration',
    sender: 'stranger',
    make: () =>
      post('auth/register', {
        email: `${newId()}@example.com`,
        password: filled('p', 128),
        name: filled('n', 100),
      }),
  },
  ...openers.flatMap((opener): WorstRequest[] => [
    {
      kind: `a comment of ${JSON.stringify(opener)}`,
      sender: 'customer',
      make: (number, { commentId }) =>
        write('PATCH', `comments/${commentId}`, { content: filled(opener, 4_900) + number }),
    },
    {
      kind: `a post of ${JSON.stringify(opener)}`,
      sender: 'author',
      make: (number, { postId }) =>
        write('PATCH', `posts/${postId}`, { content: filled(opener, 199_900) + number }),
    },
  ]),
  { kind: 'an export', sender: 'author', make: () => get('/api/v1/users/me/export') },
  {
    kind: 'a product with all its variants',
    sender: 'author',
    make: (number, { productId }) =>
      write('PATCH', `products/${productId}`, { description: filled('d ', 19_000) + number, variants }),
  },
  {
    kind: 'a new product with all its variants in stock',
    sender: 'author',
    make: (number) => post('products', largeProduct(number, { onHand: 1 })),
  },
  {
    kind: 'the title of a long post',
    sender: 'author',
    make: (number, { longPostId }) => write('PATCH', `posts/${longPostId}`, { title: `Title ${number}` }),
  },
  {
    kind: 'many values in a product',
    sender: 'author',
    make: () => post('products', `{"attributes":{${filled('"a":0,', 1_000_000)}"b":0}}`),
  },
  {
    kind: 'escapes in a post',
    sender: 'author',
    make: () => post('posts', `{"title":"x","content":"${filled('\\u00e9', 1_199_994)}"}`),
  },
];

function filledList(count: number): number[] {
  return Array.from({ length: count }, () => 0);
}

/** Words that begin many others, each time in another order: no answer is in memory. */
function searched(number: number): string {
  return encodeURIComponent([...words.slice(number % words.length), ...words].slice(0, 20).join(' '));
}
