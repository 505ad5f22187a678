import type { DemoProduct } from './demo-product.js';

export const coffeeProducts: readonly DemoProduct[] = [
  {
    title: 'Stoneware dripper',
    description: `A single hole, and twelve ribs inside that hold the paper off the wall. It is heavy and it likes to be warmed. Plastic keeps the heat better, and we say so to your face.

For filters of size 02.`,
    categories: ['Coffee', 'Cups and pots'],
    attributes: { material: 'Stoneware', dishwasher: true, filterSize: '02' },
    images: ['dripper-ash', 'dripper-ribs'],
    age: 296,
    variants: [
      { sku: 'DRIPPER-ASH', options: { glaze: 'Ash' }, price: 4_200, onHand: 21 },
      { sku: 'DRIPPER-TIDE', options: { glaze: 'Tide' }, price: 4_200, onHand: 14 },
    ],
  },
  {
    title: 'Copper kettle with a narrow spout',
    description: `Lined with tin. Descale it with half the acid and half the time that another kettle gets, and never touch it with a scouring pad.`,
    categories: ['Coffee'],
    attributes: { material: 'Copper, tin', dishwasher: false, capacityMl: 900 },
    images: ['copper-kettle'],
    age: 280,
    variants: [{ sku: 'KETTLE-COPPER', price: 14_900, onHand: 5 }],
  },
  {
    title: 'Hand grinder',
    description: `Conical steel burrs and a body of linden wood, 25 g at a time. The upper burr comes out with a quarter turn and without a manual. A stiff brush comes with it.

Please do not grind rice in it.`,
    categories: ['Coffee'],
    attributes: { material: 'Linden wood, steel', dishwasher: false, capacityG: 25 },
    images: ['hand-grinder', 'hand-grinder-open'],
    age: 276,
    variants: [{ sku: 'GRINDER', price: 11_900, before: 12_900, onHand: 12 }],
  },
  {
    title: 'Grinder brush',
    description: `Short and stiff, of pig bristle in beech. For the burrs, once a week, dry. No water, ever.`,
    categories: ['Coffee'],
    attributes: { material: 'Beech, bristle', dishwasher: false },
    images: ['grinder-brush'],
    age: 60,
    variants: [{ sku: 'GRINDER-BRUSH', price: 700, onHand: 64 }],
  },
  {
    title: 'Upper burr for the hand grinder',
    description: `For those who ground rice in it all the same. It fits without a tool.`,
    categories: ['Coffee'],
    attributes: { material: 'Steel' },
    images: ['upper-burr'],
    age: 56,
    variants: [{ sku: 'GRINDER-BURR', price: 2_300, onHand: 10 }],
  },
  {
    title: 'Paper filters, one hundred',
    description: `Unbleached, size 02. Rinse the filter with hot water and pour that water away: paper tastes of paper.`,
    categories: ['Coffee'],
    attributes: { material: 'Paper', filterSize: '02', pieces: 100 },
    images: ['paper-filters'],
    age: 150,
    variants: [{ sku: 'FILTER-02-100', price: 600, onHand: 200 }],
  },
];
