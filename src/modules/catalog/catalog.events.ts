import { DomainEvent } from '../../platform/events/domain-event.js';

/** Variants can be bought that could not before. `onHand` is the first stock that they were given, if any. */
export class VariantsAdded extends DomainEvent<{
  productId: string;
  variants: { variantId: string; sku: string; onHand: number }[];
}> {
  static readonly type = 'catalog.variants-added.v1';
}
