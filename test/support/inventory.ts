import { newId } from '../../src/kernel/ids.js';
import { HoldExpired } from '../../src/modules/inventory/index.js';
import { Movement } from '../../src/modules/inventory/movement.entity.js';
import { EventRow } from '../../src/platform/events/event.entity.js';
import { HoldsService } from '../../src/modules/inventory/holds.service.js';
import { InventoryModule } from '../../src/modules/inventory/inventory.module.js';
import { InventoryService } from '../../src/modules/inventory/inventory.service.js';
import { Ledger } from '../../src/modules/inventory/ledger.service.js';
import { Transactions } from '../../src/platform/database/transactions.js';
import type { ReceivedEvent } from '../../src/platform/events/domain-event.js';
import { EventRelay } from '../../src/platform/events/event-relay.js';
import { EventsModule } from '../../src/platform/events/events.module.js';
import type { RelaySettings } from '../../src/platform/events/relay-settings.js';
import { createTestDatabase } from './database.js';
import { startPlatform } from './platform.js';

/** The inventory module alone, on a database of its own. */
export interface TestInventory {
  readonly inventory: InventoryService;
  readonly ledger: Ledger;
  readonly relay: EventRelay;
  readonly transactions: Transactions;
  readonly databaseUrl: string;
  /** Adds units of a SKU. */
  stock(sku: string, quantity: number): Promise<void>;
  /** Does what the due event does when the hold of an order ends. */
  expire(orderId: string): Promise<void>;
  /** The whole ledger. */
  movements(): Promise<Movement[]>;
  /** The orders that were told that their hold has ended, sorted. */
  expiredOrders(): Promise<string[]>;
  close(): Promise<void>;
}

/** Starts the inventory module without the rest. */
export async function startInventory(relay: Partial<RelaySettings> = {}): Promise<TestInventory> {
  const database = await createTestDatabase();
  const platform = await startPlatform(database.url, {
    migrate: true,
    modules: ['inventory'],
    imports: [EventsModule, InventoryModule],
    relay,
  });
  const inventory = platform.get(InventoryService);
  const transactions = platform.get(Transactions);
  return {
    inventory,
    ledger: platform.get(Ledger),
    relay: platform.get(EventRelay),
    transactions,
    databaseUrl: database.url,
    async stock(sku, quantity) {
      await inventory.receive({ sku, quantity, reason: 'Stock of a test', reference: newId() });
    },
    async expire(orderId) {
      const now = new Date();
      const event: ReceivedEvent = {
        id: newId(),
        type: 'inventory.hold-expires.v1',
        occurredAt: now,
        payload: { orderId, expiresAt: now.toISOString() },
      };
      await transactions.run(() => platform.get(HoldsService).expire(event as never));
    },
    movements: () => transactions.manager.find(Movement),
    async expiredOrders() {
      const events = await transactions.manager.findBy(EventRow, { type: HoldExpired.type });
      return events.map(({ payload }) => (payload as { orderId: string }).orderId).toSorted();
    },
    async close() {
      await platform.close();
      await database.drop();
    },
  };
}
