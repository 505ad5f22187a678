/** The value below which so much of a sorted list lies; `share` is from 0 to 1. */
export function quantile(sorted, share) {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))];
}

/** The middle of some numbers, in any order. */
export function median(numbers) {
  return quantile(
    numbers.toSorted((left, right) => left - right),
    0.5,
  );
}

/** Random numbers from 0 to below 1 that are the same for the same seed (mulberry32). */
export function randomFrom(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** Rows of a Markdown table, the first one being its head. */
export function table(rows) {
  const lines = rows.map((cells) => `| ${cells.join(' | ')} |`);
  return [lines[0], `|${rows[0].map(() => '---').join('|')}|`, ...lines.slice(1)].join('\n');
}
