import { coffeeProducts } from './coffee-products.js';
import type { DemoCategory, DemoProduct } from './demo-product.js';
import { linenProducts } from './linen-products.js';
import { stonewareProducts } from './stoneware-products.js';

/** The shelves of Linden & Kiln. */
export const demoCategories: readonly DemoCategory[] = [
  { name: 'Stoneware', below: ['Bowls', 'Plates', 'Cups and pots'] },
  { name: 'Linen', below: ['Towels', 'Table linen'] },
  { name: 'Coffee' },
];

/** What Linden & Kiln makes and sells: what its journal talks about, and some more. The oldest first. */
export const demoProducts: readonly DemoProduct[] = [
  ...stonewareProducts,
  ...linenProducts,
  ...coffeeProducts,
].toSorted((left, right) => right.age - left.age);
