import { z } from 'zod';
import { duration, integer, trueFalse, webUrl } from './readers.js';
import type { Variable } from './variable.js';

/** Those of carts, orders and payments. */
export const shopVariables = {
  HOLD_TTL: {
    schema: duration.pipe(z.number().min(1_000)).default(900_000),
    about: 'how long stock is held for an order that is not paid, 1s at least',
    default: '15m',
  },
  DECLINED_HOLD_TTL: {
    schema: duration.pipe(z.number().min(1_000)).default(120_000),
    about: 'how long stock is still held for another try after a payment was declined, 1s at least',
    default: '2m',
  },
  UNPAID_ORDERS: {
    schema: integer(1, 100_000).default(30),
    about:
      'orders of one client network, mail address or user that may wait to be paid, or were not paid in 15 minutes',
    default: '30',
  },
  UNPAID_SHARE: {
    schema: integer(1, 100).default(50),
    about: 'percent of the stock of a SKU that waiting orders of one network, address or user may hold',
    default: '50',
  },
  UNPAID_SHARE_OF_GUESTS: {
    schema: integer(1, 100).default(75),
    about:
      'the same for all guests together, users whose address is not verified among them, and for one wide network of IPv6',
    default: '75',
  },
  UNPAID_SHARE_OF_ALL: {
    schema: integer(1, 100).default(90),
    about: 'the same for everybody together',
    default: '90',
  },
  CART_RETENTION: {
    schema: duration.pipe(z.number().min(3_600_000)).default(7_776_000_000),
    about: 'how long a cart of a user is kept after its last change, 1h at least',
    default: '90d',
  },
  GUEST_CART_RETENTION: {
    schema: duration.pipe(z.number().min(3_600_000)).default(2_592_000_000),
    about: 'the same for carts of guests',
    default: '30d',
  },
  CAPTURE: {
    schema: z.enum(['automatic', 'on_fulfillment']).default('automatic'),
    about: 'when money is taken: automatic (at once) or on_fulfillment',
    default: 'automatic',
  },
  PAYMENT_PROVIDER: {
    schema: z.enum(['sandbox', 'stripe']).default('sandbox'),
    about: 'who moves the money: sandbox (none is moved) or stripe',
    default: 'sandbox',
  },
  ALLOW_SANDBOX_PAYMENTS: {
    schema: trueFalse.default(false),
    about: 'true: PAYMENT_PROVIDER=sandbox is not refused with NODE_ENV=production',
    default: 'false',
  },
  SANDBOX_WEBHOOK_SECRET: {
    schema: z.string().min(16).optional(),
    about: 'signs webhooks of the sandbox, 16 characters at least; without it none is taken',
    secret: true,
  },
  STRIPE_SECRET_KEY: {
    schema: z.string().min(1).optional(),
    about: 'secret key of the Stripe account, needed with PAYMENT_PROVIDER=stripe',
    secret: true,
  },
  STRIPE_WEBHOOK_SECRET: {
    schema: z.string().min(1).optional(),
    about: 'signs webhooks of Stripe (whsec_...), needed with PAYMENT_PROVIDER=stripe',
    secret: true,
  },
  STRIPE_API_BASE: {
    schema: webUrl.optional(),
    about: "another server that speaks Stripe's API, e.g. http://localhost:12111",
  },
  PAYMENT_RETURN_URL: {
    schema: webUrl.optional(),
    about: 'where buyers come back to after confirming a payment; PUBLIC_URL by default',
  },
} as const satisfies Record<string, Variable>;
