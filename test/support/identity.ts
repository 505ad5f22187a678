import { blogContract } from '../../src/modules/blog/index.js';
import { IdentityModule } from '../../src/modules/identity/identity.module.js';
import { notificationsContract } from '../../src/modules/notifications/index.js';
import { ordersContract } from '../../src/modules/orders/index.js';
import { bindNowhere } from '../../src/platform/contracts/absent-binding.js';
import { EventsModule } from '../../src/platform/events/events.module.js';

/** What `startPlatform` imports to host identity and none of the modules that it asks. */
export const identityAlone = [
  EventsModule,
  bindNowhere(blogContract),
  bindNowhere(notificationsContract),
  bindNowhere(ordersContract),
  IdentityModule,
];
