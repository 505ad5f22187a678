import { newId } from '../../src/kernel/ids.js';
import { Catalog } from '../../src/modules/catalog/index.js';
import { HoldsService } from '../../src/modules/inventory/holds.service.js';
import { HoldExpires, Inventory } from '../../src/modules/inventory/index.js';
import { CheckoutSettings } from '../../src/modules/orders/checkout/checkout-settings.js';
import { Ledger } from '../../src/modules/inventory/ledger.service.js';
import { OrderKeeper } from '../../src/modules/orders/checkout/order-keeper.service.js';
import { OrderAudit } from '../../src/modules/orders/orders/order-audit.service.js';
import { Order } from '../../src/modules/orders/orders/order.entity.js';
import { PaymentAuthorized, Payments } from '../../src/modules/payments/index.js';
import { Transactions } from '../../src/platform/database/transactions.js';
import { EventRelay } from '../../src/platform/events/event-relay.js';
import { Events } from '../../src/platform/events/events.js';
import { startApp, type TestApp } from './app.js';
import type { Answer, Client, Loose } from './client.js';
import { quickHasher } from './quick-hasher.js';
import { shippingAddress } from './shipping-address.js';
import { CatalogDouble, PaymentsDouble } from './shop-doubles.js';

/** The application as a shop: its catalog is a double, and its payments unless a test asks for the sandbox. */
export interface TestShop extends TestApp {
  readonly catalog: CatalogDouble;
  readonly payments: PaymentsDouble;
  readonly settings: CheckoutSettings;
  /** Makes something that is for sale; prices in cents. @returns its SKU */
  sell(stock: number, price?: number, sku?: string): Promise<string>;
  /** How many of a SKU are on hand and held. */
  level(sku: string): Promise<{ onHand: number; held: number; available: number }>;
  /** Does all that is due now, by events and for abandoned orders. */
  settle(): Promise<void>;
  /** Makes orders look abandoned, then settles them. */
  settleAbandoned(): Promise<void>;
  /** Orders with something left to be done. */
  unsettled(): Promise<Order[]>;
  /** Ends the hold of an order as if its time had come, with all that follows. */
  endHold(orderId: string): Promise<void>;
  /** Tells that a payment is authorized, as the module of payments does, with all that follows. */
  announceAuthorized(orderId: string, paymentId: string): Promise<void>;
  /** Stops the shop. @throws Error when orders, stock and payments do not add up in the end */
  close(): Promise<void>;
}

/** Starts a shop in this process. */
export async function startShop(
  environment: Record<string, string> = {},
  { sandbox = false }: { sandbox?: boolean } = {},
): Promise<TestShop> {
  const catalog = new CatalogDouble();
  const payments = new PaymentsDouble();
  const app = await startApp(environment, [
    quickHasher,
    [Catalog, catalog],
    ...(sandbox ? [] : ([[Payments, payments]] as const)),
  ]);
  const inventory = app.nest.get(Inventory, { strict: false });
  const keeper = app.nest.get(OrderKeeper, { strict: false });
  const relay = app.nest.get(EventRelay, { strict: false });
  const transactions = app.nest.get(Transactions, { strict: false });
  const { manager } = transactions;
  const settle = async () => {
    await keeper.sweep();
    await relay.drain();
  };
  return {
    ...app,
    catalog,
    payments,
    settings: app.nest.get(CheckoutSettings, { strict: false }),
    async sell(stock, price = 1_000, sku = `SKU-${newId().slice(-12).toUpperCase()}`) {
      catalog.prices.set(sku, { amount: price, currency: 'EUR' });
      await inventory.receive({ sku, quantity: stock, reason: 'a test', reference: newId() });
      return sku;
    },
    async level(sku) {
      const { levels } = await inventory.levels({ skus: [sku] });
      return levels[0] ?? { onHand: 0, held: 0, available: 0 };
    },
    settle,
    unsettled: () => manager.findBy(Order, { settled: false }),
    async endHold(orderId) {
      const payload = { orderId, expiresAt: new Date().toISOString() };
      const event = { id: newId(), type: HoldExpires.type, occurredAt: new Date(), payload };
      await transactions.run(() => app.nest.get(HoldsService, { strict: false }).expire(event));
      await relay.drain();
    },
    async announceAuthorized(orderId, paymentId) {
      const events = app.nest.get(Events, { strict: false });
      await transactions.run(() => events.publish(new PaymentAuthorized({ orderId, paymentId })));
      await relay.drain();
    },
    async close() {
      await settle();
      const faults = [
        ...(await app.nest.get(OrderAudit, { strict: false }).check()),
        ...(await app.nest.get(Ledger, { strict: false }).check()),
      ];
      await app.close();
      if (faults.length > 0) throw new Error(`The shop does not add up: ${JSON.stringify(faults)}`);
    },
    async settleAbandoned() {
      await manager.update(Order, { settled: false }, { checkAt: new Date(0) });
      await settle();
    },
  };
}

/** What a buyer may say differently. */
export interface Purchase {
  readonly items?: readonly { sku: string; quantity: number }[];
  readonly cartId?: string;
  readonly token?: string;
  readonly key?: string;
  readonly headers?: Record<string, string>;
  /** In the place of the whole body. */
  readonly body?: unknown;
}

/** Places an order, as a guest with an address unless the client is signed in. */
export async function buy(client: Client, purchase: Purchase): Promise<Answer<Loose>> {
  const { items, cartId, token = 'tok_ok', key = newId(), headers = {} } = purchase;
  const body = purchase.body ?? {
    ...(items ? { items } : {}),
    ...(cartId === undefined ? {} : { cartId }),
    ...(client.token === undefined ? { email: 'guest@example.com' } : {}),
    shippingAddress,
    payment: { token },
  };
  return client.post('/api/v1/orders', body, { headers: { 'idempotency-key': key, ...headers } });
}
