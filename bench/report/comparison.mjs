/** The section about Mainstay beside programs by hand: tables, and what was reached. */
import { table } from '../support/statistics.mjs';
import { machine, placement, today, versions } from './machine.mjs';

/** Mainstay's p99 may be so many times that of the program by hand. */
const longestTail = 2;

const rounded = (number) => Math.round(number).toLocaleString('en');
const milliseconds = (number) => number.toFixed(number < 10 ? 2 : 0);
const rate = ({ perSecond, least, most }) => `${rounded(perSecond)} (${rounded(least)} to ${rounded(most)})`;
const memory = (number) => (Number.isFinite(number) ? rounded(number) : '–');

/** What a result misses, in words. */
export function misses({ ratio, p99Ratio, target, hit = true }) {
  return [
    ...(hit ? [] : ['not served from the cache']),
    ...(ratio < target ? [`ratio ${ratio.toFixed(2)} is below ${target}`] : []),
    ...(p99Ratio > longestTail ? [`p99 is ${p99Ratio.toFixed(1)} times as long`] : []),
  ];
}

/** Requests per second and ratios. */
export function rates(results) {
  return table([
    ['scenario', 'beside', 'Mainstay, requests/s', 'by hand, requests/s', 'ratio', 'target', 'reached'],
    ...results.map((result) => [
      result.title,
      result.against,
      rate(result.ours),
      rate(result.theirs),
      result.ratio.toFixed(2),
      result.target,
      misses(result).length === 0 ? 'yes' : '**missed**',
    ]),
  ]);
}

/** Latencies, processor time and memory, Mainstay's first. */
export function costs(results) {
  const pair = ({ ours, theirs }, key, show) => `${show(ours[key])} / ${show(theirs[key])}`;
  return table([
    [
      'Mainstay / by hand',
      'p50, ms',
      'p99, ms',
      'p99 ratio',
      'processor, µs/request',
      'processor ratio',
      'memory, MiB',
    ],
    ...results.map((result) => [
      result.title,
      pair(result, 'p50', milliseconds),
      pair(result, 'p99', milliseconds),
      result.p99Ratio.toFixed(2),
      pair(result, 'processor', rounded),
      result.processorRatio.toFixed(2),
      pair(result, 'memory', memory),
    ]),
  ]);
}

/** The section as Markdown. */
export function comparisonSection(results, { rounds, seconds, connections, products, posts, serverVersion }) {
  const missed = results.flatMap((result) => {
    const faults = misses(result);
    return faults.length === 0 ? [] : [`- ${result.title}: ${faults.join('; ')}`];
  });
  const outcome =
    missed.length === 0
      ? `All targets are reached: each ratio, and p99 within ${longestTail} times that of the program by hand.`
      : `Missed (p99 may be up to ${longestTail} times that of the program by hand):\n\n${missed.join('\n')}`;
  return `![Requests per second of Mainstay as a share of the program by hand, for each scenario](performance.svg)

${rates(results)}

${costs(results)}

${outcome}

Measured on ${today()} on ${machine()}, with ${versions(serverVersion)}. ${rounds} rounds of ${seconds} s each after three that do not count,
${connections} connections, ${products.toLocaleString('en')} products and ${posts.toLocaleString('en')} posts. ${placement()}
Figures are medians of the rounds, in brackets the slowest and the fastest one.`;
}
