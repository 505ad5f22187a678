import { DomainEvent } from '../../platform/events/domain-event.js';

/** Due when the hold of an order ends (`expiresAt`, RFC 3339); inventory itself hears it. */
export class HoldExpires extends DomainEvent<{ orderId: string; expiresAt: string }> {
  static readonly type = 'inventory.hold-expires.v1';
}

/** The hold of an order ended before the order was paid; its stock is free again. */
export class HoldExpired extends DomainEvent<{ orderId: string }> {
  static readonly type = 'inventory.hold-expired.v1';
}

/**
 * A SKU became known, sold out, or can be had again; not every change of its stock. Events may overtake each other:
 * `version` grows with every change of the SKU's stock, and the greatest one is right.
 */
export class StockChanged extends DomainEvent<{ sku: string; available: number; version: number }> {
  static readonly type = 'inventory.stock-changed.v1';
}
