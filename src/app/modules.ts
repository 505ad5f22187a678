import type { DynamicModule, Type } from '@nestjs/common';
import { bindLocally } from '../platform/contracts/local-binding.js';
import { bindNowhere } from '../platform/contracts/absent-binding.js';
import { type Contract } from '../platform/contracts/contract.js';
import type { Configuration } from '../platform/config/configuration.js';
import type { Demo } from './demo-data.js';
import { identityContract } from '../modules/identity/index.js';
import { blogContract } from '../modules/blog/index.js';
import { catalogContract } from '../modules/catalog/index.js';
import { inventoryContract } from '../modules/inventory/index.js';
import { ordersContract } from '../modules/orders/index.js';
import { paymentsContract } from '../modules/payments/index.js';
import { notificationsContract } from '../modules/notifications/index.js';

/** A module that a process may host; its code is loaded only then. */
interface Hostable {
  /** What others may ask of it, hosted here or not. */
  readonly contract?: Contract;
  readonly load: () => Promise<{ module: Type<unknown>; service?: Type<object> }>;
}

const catalog: Readonly<Record<string, Hostable>> = {
  identity: {
    contract: identityContract,
    load: async () => {
      const { IdentityModule } = await import('../modules/identity/identity.module.js');
      const { IdentityService } = await import('../modules/identity/identity.service.js');
      return { module: IdentityModule, service: IdentityService };
    },
  },
  blog: {
    contract: blogContract,
    load: async () => {
      const { BlogModule } = await import('../modules/blog/blog.module.js');
      const { BlogService } = await import('../modules/blog/blog.service.js');
      return { module: BlogModule, service: BlogService };
    },
  },
  catalog: {
    contract: catalogContract,
    load: async () => {
      const { CatalogModule } = await import('../modules/catalog/catalog.module.js');
      const { CatalogService } = await import('../modules/catalog/catalog.service.js');
      return { module: CatalogModule, service: CatalogService };
    },
  },
  inventory: {
    contract: inventoryContract,
    load: async () => {
      const { InventoryModule } = await import('../modules/inventory/inventory.module.js');
      const { InventoryService } = await import('../modules/inventory/inventory.service.js');
      return { module: InventoryModule, service: InventoryService };
    },
  },
  orders: {
    contract: ordersContract,
    load: async () => {
      const { OrdersModule } = await import('../modules/orders/orders.module.js');
      const { OrderReader } = await import('../modules/orders/orders/order-reader.service.js');
      return { module: OrdersModule, service: OrderReader };
    },
  },
  payments: {
    contract: paymentsContract,
    load: async () => {
      const { PaymentsModule } = await import('../modules/payments/payments.module.js');
      const { PaymentsService } = await import('../modules/payments/payments.service.js');
      return { module: PaymentsModule, service: PaymentsService };
    },
  },
  notifications: {
    contract: notificationsContract,
    load: async () => {
      const { NotificationsModule } = await import('../modules/notifications/notifications.module.js');
      const { NotificationsService } = await import('../modules/notifications/notifications.service.js');
      return { module: NotificationsModule, service: NotificationsService };
    },
  },
};

/** The names that `SERVICES` may list. */
export const moduleNames: readonly string[] = Object.keys(catalog);

/** The parts of the demo data, with the modules that must be here for it: the shop's stock goes to inventory. */
const demos: readonly { readonly about: readonly string[]; readonly load: () => Promise<Demo> }[] = [
  { about: ['identity', 'blog'], load: async () => (await import('./demo-blog.js')).demoBlog },
  { about: ['catalog', 'inventory'], load: async () => (await import('./demo-shop.js')).demoShop },
];

/** Loads the modules that this process hosts, and binds every contract: to its own service, or to where it answers. */
export async function loadModules({
  services,
  demoData,
}: Configuration): Promise<(Type<unknown> | DynamicModule)[]> {
  const loaded: (Type<unknown> | DynamicModule)[] = [];
  for (const [name, { contract, load }] of Object.entries(catalog)) {
    if (services.includes(name)) {
      const { module, service } = await load();
      loaded.push(module);
      if (contract && service) loaded.push(bindLocally(contract, module, service));
    } else if (contract) {
      loaded.push(bindNowhere(contract));
    }
  }
  const hosted = demos.filter(({ about }) => demoData && about.every((name) => services.includes(name)));
  if (hosted.length > 0) {
    const { DemoDataModule } = await import('./demo-data.js');
    loaded.push(DemoDataModule.of(await Promise.all(hosted.map(({ load }) => load()))));
  }
  return loaded;
}
