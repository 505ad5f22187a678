import { v7 as makeId } from 'uuid';
import { randomFrom } from '../support/statistics.mjs';

const adjectives =
  `small large round tall plain glazed smooth heavy light warm dark pale folded striped quiet simple
  hand-thrown everyday deep shallow`.split(/\s+/);
const materials =
  `stoneware linen oak walnut wool cotton glass brass steel porcelain leather felt slate cork ash
  terracotta copper paper silk cast-iron`.split(/\s+/);
const things =
  `bowl mug plate vase towel apron board knife spoon lamp chair stool basket blanket cushion jug teapot tray
  candle jar bottle rug clock shelf hook pan pot napkin box bench`.split(/\s+/);
const rooms = ['Kitchen', 'Table', 'Bath', 'Bedroom', 'Living room', 'Garden', 'Workshop', 'Children'];
const shelves = ['New', 'Classic', 'Gift', 'Outlet', 'Seasonal'];
const syllables =
  `ba be bo da de do ka ke ko la le lo ma me mo na ne no ra re ro sa se so ta te to va ve vo`.split(' ');

/**
 * All words of descriptions, the most frequent first. All but the first few are made of three syllables, so that none is
 * the beginning of another.
 */
export const vocabulary = [
  ...`made every hand home fired natural colour gift kitchen table clay wood kiln studio small batch soft years
    morning evening`.split(/\s+/),
  ...syllables.flatMap((one) => syllables.flatMap((two) => syllables.map((three) => one + two + three))),
];

const start = Date.UTC(2024, 0, 1);
/** Milliseconds between two products. */
const pace = 60_000;
const categories = rooms.flatMap((room) => [
  { name: room },
  ...shelves.map((shelf) => ({ name: `${room} ${shelf}`, parent: room })),
]);

/** The tree of categories: 8 rooms with 5 shelves each. */
export function makeCategories() {
  const ids = new Map(categories.map(({ name }) => [name, makeId({ msecs: start })]));
  return categories.map(({ name, parent }) => ({
    id: ids.get(name),
    slug: name.toLowerCase().replaceAll(' ', '-'),
    name,
    parentId: parent === undefined ? null : ids.get(parent),
    at: new Date(start),
  }));
}

/**
 * Plausible products, the same ones for the same seed but for their ids. A word of rank r occurs 1/r times as often as the
 * first, as words do (Zipf's law). One to three variants and one or two categories each.
 */
export function* makeProducts(count, leaves, seed = 1) {
  const random = randomFrom(seed);
  const below = (limit) => Math.floor(random() * limit);
  const word = (list) => list[Math.floor(list.length ** random()) - 1] ?? list[0];
  const capital = (text) => text.charAt(0).toUpperCase() + text.slice(1);
  for (let number = 0; number < count; number += 1) {
    const createdAt = new Date(start + number * pace + below(pace));
    const id = makeId({ msecs: createdAt.getTime() });
    const title = capital(
      `${word(adjectives)} ${word(materials)} ${word(things)} ${capital(word(vocabulary))}`,
    );
    const description = capital(`${Array.from({ length: 12 }, () => word(vocabulary)).join(' ')}.`);
    const price = 100 * (2 + below(300)) - 10;
    const variants = Array.from({ length: 1 + below(3) }, (_, position) => ({
      id: makeId({ msecs: createdAt.getTime() }),
      position,
      sku: `BENCH-${number}-${position}`,
      title: ['Small', 'Medium', 'Large'][position],
      price: price + position * 500,
      inStock: random() < 0.8,
    }));
    const first = below(leaves.length);
    yield {
      id,
      slug: `${title.toLowerCase().replaceAll(' ', '-')}-${number}`,
      title,
      titleKey: title.toLowerCase(),
      description,
      price,
      inStock: variants.some((variant) => variant.inStock),
      createdAt,
      updatedAt: new Date(createdAt.getTime() + below(86_400_000)),
      variants,
      categories: random() < 0.5 ? [leaves[first]] : [leaves[first], leaves[(first + 7) % leaves.length]],
    };
  }
}

/** Words of descriptions by how often they occur. */
export const words = {
  common: vocabulary.slice(0, 3),
  frequent: vocabulary.slice(200, 203),
  middling: vocabulary.slice(1_000, 1_003),
  rare: vocabulary.slice(-3),
};
