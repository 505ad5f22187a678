import type { DemoProduct } from './demo-product.js';

const woven = { material: 'Linen', origin: 'Flax grown forty kilometers away' };

export const linenProducts: readonly DemoProduct[] = [
  {
    title: 'Tea towel with the loop on the long side',
    description: `Hung by the middle of its long side it opens like a book and is dry before the next meal. The loop is Berit's herringbone tape, number eleven, and your thumb finds it in the dark.

Soak it in cold water before its first wash. *Natural* is silver this year: it was a wet summer for flax.`,
    categories: ['Towels'],
    attributes: { ...woven, maker: 'Mara Lindqvist', washAt: 60, sizeCm: '50 × 70' },
    images: ['tea-towel-natural', 'tea-towel-blue', 'tea-towel-loop'],
    age: 262,
    variants: [
      { sku: 'TOWEL-NATURAL', options: { color: 'Natural' }, price: 1_900, onHand: 120 },
      { sku: 'TOWEL-WHITE', options: { color: 'White' }, price: 1_900, onHand: 85 },
      { sku: 'TOWEL-BLUE', options: { color: 'Harbor blue' }, price: 2_200, onHand: 40 },
    ],
  },
  {
    title: 'Three tea towels',
    description: `One natural, one white, one blue, tied with a strip of their own selvedge.`,
    categories: ['Towels'],
    attributes: { ...woven, pieces: 3, washAt: 60 },
    images: ['three-tea-towels'],
    age: 205,
    variants: [{ sku: 'TOWEL-SET3', price: 5_400, before: 6_000, onHand: 22 }],
  },
  {
    title: 'Tea towel of the blond lot',
    description: `Woven from the last flax of a dry year, for those who are adding to a set. We had kept back eighty meters of it. When it is gone it is gone, and it is.`,
    categories: ['Towels'],
    attributes: { ...woven, maker: 'Mara Lindqvist', washAt: 60, sizeCm: '50 × 70' },
    images: ['tea-towel-blond'],
    age: 118,
    variants: [{ sku: 'TOWEL-BLOND', options: { color: 'Blond' }, price: 2_100, onHand: 0 }],
  },
  {
    title: 'Hand towel',
    description: `Waffle weave, so that it takes up more water than its weight. It gets softer until about its hundredth wash and then stays that way.`,
    categories: ['Towels'],
    attributes: { ...woven, washAt: 60, sizeCm: '50 × 100' },
    images: ['hand-towel'],
    age: 220,
    variants: [
      { sku: 'HANDTOWEL-NATURAL', options: { color: 'Natural' }, price: 2_800, onHand: 44 },
      { sku: 'HANDTOWEL-BLUE', options: { color: 'Harbor blue' }, price: 3_100, onHand: 19 },
    ],
  },
  {
    title: 'Napkins, four of them',
    description: `Large enough to be of use. Wash them at 40 °C, iron them damp, or shake them hard twice and call it a crease.`,
    categories: ['Table linen'],
    attributes: { ...woven, pieces: 4, washAt: 40, sizeCm: '45 × 45' },
    images: ['napkins-natural', 'napkins-blue'],
    age: 250,
    variants: [
      { sku: 'NAPKIN-NATURAL-4', options: { color: 'Natural' }, price: 4_800, onHand: 27 },
      { sku: 'NAPKIN-BLUE-4', options: { color: 'Harbor blue' }, price: 5_200, onHand: 15 },
    ],
  },
  {
    title: 'Tablecloth',
    description: `A single width from the wide loom, so there is no seam. Red wine: sparkling water, then salt, then patience.`,
    categories: ['Table linen'],
    attributes: { ...woven, maker: 'Mara Lindqvist', washAt: 40 },
    images: ['tablecloth'],
    age: 244,
    variants: [
      { sku: 'CLOTH-NATURAL-160', options: { size: '160 × 160 cm' }, price: 11_800, onHand: 6 },
      { sku: 'CLOTH-NATURAL-260', options: { size: '160 × 260 cm' }, price: 16_400, onHand: 3 },
    ],
  },
  {
    title: 'Bread cloth',
    description: `Lies damp over the dough while it rises, keeps the loaf afterward. Flour it a little first. Do **not** wash it warm with dough in it.`,
    categories: ['Table linen'],
    attributes: { ...woven, washAt: 60, sizeCm: '60 × 80' },
    images: ['bread-cloth'],
    age: 176,
    variants: [{ sku: 'BREADCLOTH', price: 2_400, onHand: 36 }],
  },
  {
    title: 'Apron',
    description: `One apron in three lengths, with straps that cross or a loop for the neck, because Mara and Jonas will never agree. The leather comes off for the wash.

Measure yourself bent over the counter, from the hollow of your throat to a hand above the knee: up to 78 cm is short, up to 88 cm regular.`,
    categories: ['Linen'],
    attributes: { ...woven, washAt: 30, straps: 'Leather' },
    images: ['apron-crossed', 'apron-loop'],
    age: 230,
    variants: [
      { sku: 'APRON-CROSS-S', options: { length: 'Short', straps: 'Crossed' }, price: 6_900, onHand: 8 },
      { sku: 'APRON-CROSS-M', options: { length: 'Regular', straps: 'Crossed' }, price: 6_900, onHand: 17 },
      { sku: 'APRON-CROSS-L', options: { length: 'Long', straps: 'Crossed' }, price: 7_300, onHand: 5 },
      { sku: 'APRON-LOOP-S', options: { length: 'Short', straps: 'Neck loop' }, price: 6_400, onHand: 6 },
      { sku: 'APRON-LOOP-M', options: { length: 'Regular', straps: 'Neck loop' }, price: 6_400, onHand: 13 },
      { sku: 'APRON-LOOP-L', options: { length: 'Long', straps: 'Neck loop' }, price: 6_800, onHand: 0 },
    ],
  },
];
