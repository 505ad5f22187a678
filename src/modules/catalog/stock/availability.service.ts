import { Injectable } from '@nestjs/common';
import type { ReceivedEvent } from '../../../platform/events/domain-event.js';
import { Subscribe } from '../../../platform/events/subscribe.js';
import { StockChanged } from '../../inventory/index.js';
import { summarize } from '../products/product.js';
import { ProductsRepository } from '../products/products.repository.js';
import { VariantsRepository } from '../products/variants.repository.js';

/** Copies from inventory what is in stock, so that lists can filter by it without asking. */
@Injectable()
export class Availability {
  constructor(
    private readonly products: ProductsRepository,
    private readonly variants: VariantsRepository,
  ) {}

  /** Events may overtake each other: one that tells of an older level than the last is ignored. */
  @Subscribe(StockChanged, { name: 'catalog.copy-availability', effect: 'transactional' })
  async copy({ payload: { sku, available, version } }: ReceivedEvent<StockChanged>): Promise<void> {
    const variant = await this.variants.findBySku(sku);
    // Two variants of a product change one after the other, so that the second sees what the first became.
    const product = variant && (await this.products.lock(variant.productId));
    if (!product || !(await this.variants.copyStock(variant, available > 0, version))) return;
    const all = (await this.variants.of([product.id])).get(product.id) ?? [];
    const { inStock } = summarize(all);
    if (inStock !== product.inStock) await this.products.setInStock(product.id, inStock);
  }
}
