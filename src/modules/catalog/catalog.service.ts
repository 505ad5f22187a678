import { Injectable } from '@nestjs/common';
import { mergeLines } from '../../kernel/sku.js';
import { Catalog, type CatalogLine, type QuotedLine, type UnavailableSku } from './catalog.contract.js';
import { soldTitle } from './products/product.js';
import { VariantsRepository } from './products/variants.repository.js';

/** What the catalog does for other modules. */
@Injectable()
export class CatalogService extends Catalog {
  constructor(private readonly variants: VariantsRepository) {
    super();
  }

  async quote(command: {
    lines: CatalogLine[];
  }): Promise<{ lines: QuotedLine[]; unavailable: UnavailableSku[] }> {
    const wanted = mergeLines(command.lines);
    const sales = await this.variants.sales(wanted.map(({ sku }) => sku));
    const lines: QuotedLine[] = [];
    const unavailable: UnavailableSku[] = [];
    for (const { sku, quantity } of wanted) {
      const sale = sales.get(sku);
      if (!sale) unavailable.push({ sku, reason: 'unknown_sku' });
      else if (sale.status !== 'active') unavailable.push({ sku, reason: 'not_for_sale' });
      else {
        const { productId, variantId, productTitle, variantTitle, price, currency } = sale;
        const title = soldTitle(productTitle, variantTitle);
        lines.push({ sku, title, productId, variantId, quantity, unitPrice: { amount: price, currency } });
      }
    }
    return { lines, unavailable };
  }
}
