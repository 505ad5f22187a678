import type { Attributes, ProductStatus } from '../products/product.js';

/** A category of the demo, with those below it. */
export interface DemoCategory {
  readonly name: string;
  readonly below?: readonly string[];
}

/** A product of the demo. Prices are in euro cents, its age in days before the moment it is loaded. */
export interface DemoProduct {
  readonly title: string;
  readonly description: string;
  readonly status?: ProductStatus;
  /** Names of categories. */
  readonly categories: readonly string[];
  readonly attributes: Attributes;
  /** Names of pictures on the shop's own image server. */
  readonly images: readonly string[];
  readonly age: number;
  readonly variants: readonly DemoVariant[];
}

/** A variant of a product of the demo. */
export interface DemoVariant {
  readonly sku: string;
  readonly options?: Readonly<Record<string, string>>;
  readonly price: number;
  readonly before?: number;
  readonly onHand: number;
}
