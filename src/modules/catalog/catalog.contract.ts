import { defineContract } from '../../platform/contracts/contract.js';

/** So much of one SKU. */
export interface CatalogLine {
  readonly sku: string;
  /** A whole number above 0. */
  readonly quantity: number;
}

/** What a line costs at the moment it was asked for. `unitPrice.amount` is in minor units. */
export interface QuotedLine {
  readonly sku: string;
  /** The product's title, followed by the variant's where that says something else. */
  readonly title: string;
  readonly productId: string;
  readonly variantId: string;
  readonly quantity: number;
  readonly unitPrice: { readonly amount: number; readonly currency: string };
}

/** Why a SKU cannot be bought: nobody has it, or its product is not active. */
export interface UnavailableSku {
  readonly sku: string;
  readonly reason: 'unknown_sku' | 'not_for_sale';
}

/** What other modules may ask of the catalog. */
export abstract class Catalog {
  /**
   * Titles and prices as of now. Lines with the same SKU are one line; both lists are in the order of their SKUs. It says
   * nothing of stock. At most 1,000 lines.
   * @example `{ lines: [{ sku: 'BOWL-S', quantity: 2 }] }` →
   * `{ lines: [{ sku: 'BOWL-S', title: 'Breakfast bowl', …, quantity: 2, unitPrice: { amount: 2400, currency: 'EUR' } }], unavailable: [] }`
   */
  abstract quote(command: {
    lines: CatalogLine[];
  }): Promise<{ lines: QuotedLine[]; unavailable: UnavailableSku[] }>;
}

export const catalogContract = defineContract('catalog', Catalog, { quote: { idempotent: true } });
