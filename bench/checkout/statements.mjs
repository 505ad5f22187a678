import { randomUUID } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { order } from './order.mjs';

const orders = 20;
/** Milliseconds after which payments ask whether anything is open, and some more. */
const untilAsked = 11_500;
const preload = new URL('log-statements.mjs', import.meta.url).href;

/** A statement without its details: `UPDATE orders_orders`. */
function kindOf(statement) {
  const table = /(?:FROM|INTO|UPDATE)\s+`?(\w+)/i.exec(statement)?.[1];
  return [statement.split(' ', 1)[0].toUpperCase(), table].filter(Boolean).join(' ');
}

/** How often the relay claims depends on the moment, in both programs: these do not have to be equal. */
const dependsOnTheMoment = (kind) => /^(START|COMMIT|(SELECT|UPDATE) platform_event)/.test(kind);

/**
 * Counts the statements of some orders, bought one after the other, with all that follows from them within ten seconds.
 * @param start starts the program with these Node options and this environment
 * @returns how many statements of each kind an order took on average
 */
export async function countStatements(start) {
  const folder = mkdtempSync(join(tmpdir(), 'mainstay-bench-'));
  const file = join(folder, 'statements.log');
  writeFileSync(file, '');
  const server = await start(['--import', preload], { STATEMENT_LOG: file });
  try {
    const before = readFileSync(file, 'utf8').length;
    for (let number = 0; number < orders; number += 1) {
      const { headers, body } = order(`BENCH-${number}`, randomUUID());
      const answer = await fetch(`${server.url}/api/v1/orders`, { method: 'POST', headers, body });
      if (answer.status !== 201)
        throw new Error(`An order was answered ${answer.status}: ${await answer.text()}`);
      await answer.text();
    }
    await setTimeout(untilAsked);
    const counts = new Map();
    for (const statement of readFileSync(file, 'utf8').slice(before).trim().split('\n')) {
      const kind = kindOf(statement);
      counts.set(kind, (counts.get(kind) ?? 0) + 1);
    }
    return new Map([...counts].map(([kind, count]) => [kind, count / orders]));
  } finally {
    await server.stop();
    rmSync(folder, { recursive: true });
  }
}

/** The kinds of statements of which one program takes more than the other. */
export function differences(one, other) {
  return [...new Set([...one.keys(), ...other.keys()])]
    .filter((kind) => !dependsOnTheMoment(kind))
    .map((kind) => ({ kind, one: one.get(kind) ?? 0, other: other.get(kind) ?? 0 }))
    .filter(({ one: here, other: there }) => Math.abs(here - there) > 0.5);
}

/** How many statements an order took on average. */
export const total = (counts) => [...counts.values()].reduce((sum, count) => sum + count, 0);
