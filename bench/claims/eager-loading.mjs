/** What eager loading brings: the statements of a page of posts with comments, and those of the program that asks row by row. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ask, compare } from '../comparison/answers.mjs';
import { DifferentAnswers } from '../comparison/contest.mjs';
import { mainstayEnvironment, startServer } from '../support/processes.mjs';

const path = '/api/v1/posts?include=comments&limit=20';
const needed = 0.3;
const preload = new URL('../checkout/log-statements.mjs', import.meta.url).href;

/** How many statements a program sends for the page, after a request that opened its connections. */
async function count(start, log) {
  writeFileSync(log, '');
  const server = await start({ nodeOptions: ['--import', preload], environment: { STATEMENT_LOG: log } });
  try {
    await ask(server, path);
    const before = readFileSync(log, 'utf8').length;
    await ask(server, path);
    const sent = readFileSync(log, 'utf8').slice(before).trim().split('\n');
    // What the process does beside the request, such as to look for due events, concerns other tables.
    return { server, count: sent.filter((statement) => /\b(blog|identity)_/.test(statement)).length };
  } catch (error) {
    await server.stop();
    throw error;
  }
}

/** @throws DifferentAnswers */
export async function eagerLoadingClaim(shop) {
  const folder = mkdtempSync(join(tmpdir(), 'mainstay-bench-'));
  const servers = [];
  try {
    const start =
      (script, own) =>
      ({ nodeOptions, environment }) =>
        startServer(script, { nodeOptions, environment: { ...own, ...environment } });
    const mainstay = start('dist/src/main.js', { ...mainstayEnvironment(shop.url), CACHE: 'off' });
    const rowByRow = start('bench/by-hand/row-by-row.mjs', { DATABASE_URL: shop.url });
    const ours = await count(mainstay, join(folder, 'ours.log'));
    servers.push(ours.server);
    const theirs = await count(rowByRow, join(folder, 'theirs.log'));
    servers.push(theirs.server);
    const { faults } = await compare(ours.server, theirs.server, [[path, path]], {
      nextPages: true,
    });
    if (faults.length > 0) throw new DifferentAnswers(`The answers differ: ${faults.join('; ')}`);
    const saved = 1 - ours.count / theirs.count;
    return {
      claim: 'eager loading cuts the number of queries by at least 30 %',
      measured: '20 posts with tags, comments and authors, against a program that asks for each row',
      without: `${theirs.count} statements`,
      withIt: `${ours.count} statements`,
      change: `−${(saved * 100).toFixed(1)} %`,
      reached: saved >= needed,
    };
  } finally {
    for (const server of servers) await server.stop();
    rmSync(folder, { recursive: true });
  }
}
