import { Agent, get } from 'node:http';
import { quantile } from '../support/statistics.mjs';

const agent = new Agent({ keepAlive: true, maxSockets: 1 });

/** One GET over a connection that stays open. @returns the body, read as JSON, and the milliseconds until its end */
export function request(url) {
  return new Promise((resolve, reject) => {
    const sent = performance.now();
    get(url, { agent }, (answer) => {
      const chunks = [];
      answer.on('data', (chunk) => chunks.push(chunk));
      answer.on('end', () => {
        const milliseconds = performance.now() - sent;
        const text = Buffer.concat(chunks).toString();
        if (answer.statusCode !== 200) reject(new Error(`GET ${url} → ${answer.statusCode} ${text}`));
        else resolve({ body: JSON.parse(text), milliseconds });
      });
    }).on('error', reject);
  });
}

/** Closes the connection. */
export const hangUp = () => agent.destroy();

/**
 * Sends each of some requests in turn, round after round, so that whatever else the machine does hits all of them alike.
 * @param cases by title, each with its URLs, which take turns too
 * @param limit milliseconds after which no further round begins
 * @returns median and p99 in milliseconds by title, and how many of each were sent
 */
export async function takeTurns(cases, rounds, limit) {
  const times = new Map(Object.keys(cases).map((title) => [title, []]));
  const warmUp = 20;
  const end = performance.now() + limit;
  for (let round = -warmUp; round < rounds && (round < 10 || performance.now() < end); round += 1)
    for (const [title, urls] of Object.entries(cases)) {
      const { milliseconds } = await request(urls[(round + warmUp) % urls.length]);
      if (round >= 0) times.get(title).push(milliseconds);
    }
  return new Map(
    [...times].map(([title, list]) => {
      const sorted = list.toSorted((left, right) => left - right);
      return [title, { median: quantile(sorted, 0.5), p99: quantile(sorted, 0.99), count: list.length }];
    }),
  );
}
