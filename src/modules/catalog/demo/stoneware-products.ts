import type { DemoProduct } from './demo-product.js';

const fired = { material: 'Stoneware', dishwasher: true, microwave: true };

export const stonewareProducts: readonly DemoProduct[] = [
  {
    title: 'Breakfast bowl',
    description: `The bowl we began with: steep enough for porridge, wide enough for soup, and it stacks.

Thrown by hand and fired to 1280 °C, so no two are twins. The small red thumbprint near the foot is where Jonas holds it to dip it in the glaze.`,
    categories: ['Bowls'],
    attributes: { ...fired, maker: 'Jonas Brandt' },
    images: ['breakfast-bowl-ash', 'breakfast-bowl-tide', 'breakfast-bowl-stacked'],
    age: 340,
    variants: [
      { sku: 'BOWL-ASH-S', options: { size: 'Small', glaze: 'Ash' }, price: 2_400, onHand: 38 },
      { sku: 'BOWL-ASH-L', options: { size: 'Large', glaze: 'Ash' }, price: 3_200, onHand: 24 },
      { sku: 'BOWL-TIDE-S', options: { size: 'Small', glaze: 'Tide' }, price: 2_400, onHand: 31 },
      { sku: 'BOWL-TIDE-L', options: { size: 'Large', glaze: 'Tide' }, price: 3_200, onHand: 0 },
      { sku: 'BOWL-MOSS-S', options: { size: 'Small', glaze: 'Moss' }, price: 2_400, onHand: 7 },
    ],
  },
  {
    title: 'Low bowl',
    description: `Wide and low, with a rim to hold on to. For white beans, for pasta, for a salad that would fall off a plate.

It is the bowl that we set aside for whoever is watching the kiln.`,
    categories: ['Bowls', 'Plates'],
    attributes: { ...fired, maker: 'Jonas Brandt', diameterCm: 22 },
    images: ['low-bowl-ash', 'low-bowl-beans'],
    age: 331,
    variants: [
      { sku: 'LOWBOWL-ASH', options: { glaze: 'Ash' }, price: 2_900, onHand: 26 },
      { sku: 'LOWBOWL-TIDE', options: { glaze: 'Tide' }, price: 2_900, onHand: 18 },
    ],
  },
  {
    title: 'Four bowls that get along',
    description: `Four small breakfast bowls, chosen on the bench: one moved, one moved back, and then they got along. Brothers, not twins.

They travel in flax tow and paper. Please unpack them over a table.`,
    categories: ['Bowls'],
    attributes: { ...fired, pieces: 4 },
    images: ['four-bowls'],
    age: 300,
    variants: [
      { sku: 'BOWL-ASH-SET4', options: { glaze: 'Ash' }, price: 8_800, before: 9_600, onHand: 9 },
      { sku: 'BOWL-TIDE-SET4', options: { glaze: 'Tide' }, price: 8_800, before: 9_600, onHand: 6 },
    ],
  },
  {
    title: 'Everyday plate',
    description: `A plate with a foot that does not scratch the table and a rim that does not chip at once.

Knives leave gray lines on every glaze that is harder than they are. Baking soda takes them off in a minute.`,
    categories: ['Plates'],
    attributes: { ...fired, maker: 'Jonas Brandt' },
    images: ['everyday-plate-ash', 'everyday-plate-tide'],
    age: 318,
    variants: [
      { sku: 'PLATE-ASH-S', options: { size: '21 cm', glaze: 'Ash' }, price: 2_200, onHand: 42 },
      { sku: 'PLATE-ASH-L', options: { size: '27 cm', glaze: 'Ash' }, price: 2_800, onHand: 35 },
      { sku: 'PLATE-TIDE-S', options: { size: '21 cm', glaze: 'Tide' }, price: 2_200, onHand: 16 },
      { sku: 'PLATE-TIDE-L', options: { size: '27 cm', glaze: 'Tide' }, price: 2_800, onHand: 12 },
    ],
  },
  {
    title: 'Skerry plate',
    description: `The rock in the mouth of our harbor, on a plate: black, dove gray, and one line of dark green.

Matte but closed; red wine and turmeric wash off. No two are the same gray. *It goes on sale with the post about its glaze.*`,
    status: 'draft',
    categories: ['Plates'],
    attributes: { ...fired, maker: 'Jonas Brandt', glazeNumber: 168 },
    images: ['skerry-plate'],
    age: 10,
    variants: [
      { sku: 'PLATE-SKERRY-S', options: { size: '21 cm', glaze: 'Skerry' }, price: 2_600, onHand: 20 },
      { sku: 'PLATE-SKERRY-L', options: { size: '27 cm', glaze: 'Skerry' }, price: 3_300, onHand: 14 },
    ],
  },
  {
    title: 'Small cup without a handle',
    description: `Holds 180 ml and both of your hands. It wants two minutes to come to its senses when it stood on a cold windowsill.`,
    categories: ['Cups and pots', 'Coffee'],
    attributes: { ...fired, capacityMl: 180 },
    images: ['small-cup'],
    age: 290,
    variants: [
      { sku: 'CUP-ASH', options: { glaze: 'Ash' }, price: 1_600, onHand: 54 },
      { sku: 'CUP-TIDE', options: { glaze: 'Tide' }, price: 1_600, onHand: 47 },
      { sku: 'CUP-MOSS', options: { glaze: 'Moss' }, price: 1_600, onHand: 3 },
    ],
  },
  {
    title: 'Mug',
    description: `A cup with a handle that takes three fingers, and none of them touches the hot side.`,
    categories: ['Cups and pots', 'Coffee'],
    attributes: { ...fired, capacityMl: 320 },
    images: ['mug-ash', 'mug-tide'],
    age: 236,
    variants: [
      { sku: 'MUG-ASH', options: { glaze: 'Ash' }, price: 2_100, onHand: 29 },
      { sku: 'MUG-TIDE', options: { glaze: 'Tide' }, price: 2_100, onHand: 33 },
    ],
  },
  {
    title: 'Bean pot with a lid',
    description: `The pot that we are a little vain about. It takes half an hour to get hot and then will not be hurried, so the broth hardly moves and the beans stay in one piece.

Glazed inside and out. Hot water is enough of a courtesy before it goes into the oven; never from the freezer.`,
    categories: ['Cups and pots'],
    attributes: { ...fired, maker: 'Jonas Brandt', oven: true },
    images: ['bean-pot', 'bean-pot-open'],
    age: 270,
    variants: [
      { sku: 'POT-ASH-2L', options: { size: '2 liters', glaze: 'Ash' }, price: 9_400, onHand: 8 },
      { sku: 'POT-ASH-4L', options: { size: '4 liters', glaze: 'Ash' }, price: 12_800, onHand: 4 },
    ],
  },
  {
    title: 'Water jug',
    description: `One liter to the shoulder, a quarter more to the brim. It pours without a drop down its front; that took eleven spouts.`,
    categories: ['Cups and pots'],
    attributes: { ...fired, capacityMl: 1_000 },
    images: ['water-jug'],
    age: 140,
    variants: [{ sku: 'JUG-TIDE', options: { glaze: 'Tide' }, price: 5_600, onHand: 11 }],
  },
  {
    title: 'Cup with a gold rim',
    description: `We stopped making these in our second year: gold does not survive a dishwasher, and Jonas could not bear the letters.`,
    status: 'archived',
    categories: ['Cups and pots'],
    attributes: { material: 'Stoneware', dishwasher: false, microwave: false },
    images: ['gold-rim-cup'],
    age: 359,
    variants: [{ sku: 'CUP-GOLD', options: { glaze: 'Ash' }, price: 2_600, onHand: 2 }],
  },
];
