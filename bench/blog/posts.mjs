import { v7 as makeId } from 'uuid';
import { vocabulary } from '../catalog/products.mjs';
import { randomFrom } from '../support/statistics.mjs';

const start = Date.UTC(2024, 0, 1);
/** Milliseconds between two posts. */
const pace = 60_000;
const first =
  `Ada Bruno Clara Daniel Elif Farid Greta Hugo Ines Jonas Kira Leo Mara Nils Olga Pia Quentin Rosa Sven Tilda`.split(
    ' ',
  );
const last =
  `Abel Brandt Carlsen Dahl Ekström Fischer Gomez Holm Ivanov Jensen Keller Lindqvist Moreau Nowak Okafor`.split(
    ' ',
  );
const subjects =
  `linen stoneware care kitchen garden table glaze wood wool winter summer gift recipe studio kiln paper colour
  repair light tea coffee bread harvest holiday family color clay dye pattern season shelf candle soap brush basket
  towel apron lamp rug jar`.split(/\s+/);

/** Accounts: the first ones write posts, all of them write comments. */
export function makeUsers(count) {
  return Array.from({ length: count }, (_, number) => ({
    id: makeId({ msecs: start }),
    email: `reader-${number}@example.com`,
    name: `${first[number % first.length]} ${last[Math.floor(number / first.length) % last.length]}`,
    at: new Date(start),
  }));
}

/** One tag for each subject. */
export function makeTags() {
  return subjects.map((name) => ({ id: makeId({ msecs: start }), slug: name, name, at: new Date(start) }));
}

/**
 * Plausible published posts, the same ones for the same seed but for their ids: three paragraphs, one to five tags and one to
 * five approved comments each.
 * @param options.authors, options.readers ids of users
 * @param options.tags ids of tags
 */
export function* makePosts(count, { authors, readers, tags }, seed = 2) {
  const random = randomFrom(seed);
  const below = (limit) => Math.floor(random() * limit);
  const word = () => vocabulary[Math.floor(vocabulary.length ** random()) - 1] ?? vocabulary[0];
  const sentence = (length) => {
    const text = Array.from({ length }, word).join(' ');
    return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
  };
  const html = (paragraphs) => paragraphs.map((text) => `<p>${text}</p>`).join('\n');
  for (let number = 0; number < count; number += 1) {
    const createdAt = new Date(start + number * pace + below(pace));
    const at = createdAt.getTime();
    const id = makeId({ msecs: at });
    const title = sentence(5).slice(0, -1);
    const paragraphs = Array.from({ length: 3 }, () => `${sentence(12)} ${sentence(18)}`);
    const firstTag = below(tags.length);
    const comments = Array.from({ length: 1 + below(5) }, (_, place) => {
      const content = sentence(16);
      const written = at + (place + 1) * 60_000;
      return {
        id: makeId({ msecs: written }),
        authorId: readers[below(readers.length)],
        content,
        html: `<p>${content}</p>`,
        at: new Date(written),
      };
    });
    yield {
      id,
      slug: `${title.toLowerCase().replaceAll(' ', '-')}-${number}`,
      title,
      content: paragraphs.join('\n\n'),
      html: html(paragraphs),
      excerpt: paragraphs[0],
      authorId: authors[number % authors.length],
      tags: Array.from({ length: 1 + below(5) }, (_, place) => tags[(firstTag + place * 7) % tags.length]),
      comments,
      createdAt,
    };
  }
}
