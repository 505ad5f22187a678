/** JSON schemas of the answers: Fastify compiles a serializer out of each. */
const text = { type: 'string' };
const integer = { type: 'integer' };
const boolean = { type: 'boolean' };
const time = { type: 'string', format: 'date-time' };
const optionalTime = { type: ['string', 'null'], format: 'date-time' };
const object = (properties) => ({ type: 'object', properties });
const list = (items) => ({ type: 'array', items });
const money = object({ amount: integer, currency: text });
const map = { type: 'object', additionalProperties: true };
const named = object({ id: text, name: text });
const stamps = { createdAt: time, updatedAt: time, version: integer };

export const product = object({
  id: text,
  slug: text,
  title: text,
  description: text,
  status: text,
  categories: list(object({ id: text, slug: text, name: text })),
  attributes: map,
  images: list(text),
  variants: list(
    object({
      id: text,
      sku: text,
      title: text,
      options: map,
      price: money,
      compareAtPrice: money,
      inStock: boolean,
    }),
  ),
  inStock: boolean,
  ...stamps,
});

const comment = object({
  id: text,
  postId: text,
  parentId: { type: ['string', 'null'] },
  author: named,
  content: text,
  html: text,
  status: text,
  ...stamps,
});

export const post = object({
  id: text,
  slug: text,
  title: text,
  excerpt: text,
  status: text,
  publishedAt: optionalTime,
  publishAt: optionalTime,
  author: named,
  tags: list(text),
  commentCount: integer,
  ...stamps,
  content: text,
  html: text,
  comments: list(comment),
});

export const order = object({
  id: text,
  number: text,
  status: text,
  paymentStatus: text,
  fulfillmentStatus: text,
  email: { type: ['string', 'null'] },
  shippingAddress: map,
  lines: list(
    object({
      sku: text,
      title: text,
      quantity: integer,
      fulfilled: integer,
      unitPrice: money,
      total: money,
    }),
  ),
  fulfillments: list(
    object({
      id: text,
      lines: list(object({ sku: text, quantity: integer })),
      trackingNumber: { type: ['string', 'null'] },
      createdAt: time,
    }),
  ),
  subtotal: money,
  total: money,
  holdExpiresAt: time,
  payment: {
    type: ['object', 'null'],
    properties: { id: text, status: text, nextAction: object({ type: text, url: text }) },
  },
  ...stamps,
});

/** A page of some items. */
export const pageOf = (item) =>
  object({ data: list(item), page: object({ limit: integer, next: { type: ['string', 'null'] } }) });
