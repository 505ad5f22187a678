/** What the cache brings: Mainstay with it and without it, under the same load. */
import { ask, averageBytes } from '../comparison/answers.mjs';
import { takeTurns } from '../comparison/contest.mjs';
import { startMainstay } from '../comparison/rivals.mjs';

const needed = 0.25;
const lists = {
  'requests per second for a list of 20 products': '/api/v1/products?limit=20',
  'requests per second for 20 posts with comments': '/api/v1/posts?include=comments&limit=20',
};

/** One row for each list. */
export async function cacheClaim(shop, options) {
  const servers = [];
  try {
    for (const cache of ['off', 'on']) servers.push(await startMainstay(shop.url, cache));
    const claims = [];
    for (const [measured, path] of Object.entries(lists)) {
      const contestants = [];
      for (const server of servers) {
        server.resume();
        const target = { server, url: server.url, paths: [path] };
        contestants.push({ ...target, bytes: await averageBytes(target) });
      }
      const { headers } = await ask(servers[1], path);
      const hit = headers['x-cache'] === 'HIT';
      if (!hit) console.log(`*** ${path} is not served from the cache ***`);
      const [off, on] = await takeTurns(contestants, options);
      const gained = on.perSecond / off.perSecond - 1;
      claims.push({
        claim: 'the cache adds at least 25 % throughput',
        measured,
        without: `${off.perSecond.toFixed(0)}/s`,
        withIt: `${on.perSecond.toFixed(0)}/s`,
        change: `${gained < 0 ? '−' : '+'}${Math.abs(gained * 100).toFixed(0)} %`,
        reached: hit && gained >= needed,
      });
    }
    return claims;
  } finally {
    for (const server of servers) await server.stop();
  }
}
