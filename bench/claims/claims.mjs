/**
 * Three figures that guides on backend architecture like to quote, measured on this project: what an index, eager loading and
 * the cache bring. Each says what it compares; other queries, data and machines give other figures.
 */
import { makeShop } from '../comparison/world.mjs';
import { machine, today, versions } from '../report/machine.mjs';
import { writeSection } from '../report/page.mjs';
import { table } from '../support/statistics.mjs';
import { cacheClaim } from './cache.mjs';
import { eagerLoadingClaim } from './eager-loading.mjs';
import { indexClaim } from './index-claim.mjs';

/** Measures all three, prints and writes the section. */
export async function measureClaims(serverUrl, { products, posts, ...options }) {
  console.log(`Filling: ${products.toLocaleString('en')} products, ${posts.toLocaleString('en')} posts`);
  const shop = await makeShop(serverUrl, { products, posts, buyer: false });
  try {
    const claims = [
      ...(await indexClaim(shop)),
      await eagerLoadingClaim(shop),
      ...(await cacheClaim(shop, options)),
    ];
    const rows = claims.map(({ claim, measured, without, withIt, change, reached }) => [
      claim,
      measured,
      without,
      withIt,
      change,
      reached ? 'yes' : '**no**',
    ]);
    const text = `${table([['claim', 'measured', 'without', 'with', 'change', 'true here'], ...rows])}

Measured on ${today()} on ${machine()}, with ${versions(shop.version)}; ${products.toLocaleString('en')} products and
${posts.toLocaleString('en')} posts. Times are medians. Without an index means that the statement may not use it (\`IGNORE INDEX\`);
the table and its other indexes are the same. The statements of a page are counted as they go out to the database. The cache is
compared over ${options.connections} connections in ${options.rounds} interleaved rounds of ${options.seconds} s.`;
    console.log(`\n${text}`);
    await writeSection('claims', text);
  } finally {
    await shop.drop();
  }
}
