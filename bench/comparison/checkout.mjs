/** Takes in what bench/checkout.mjs measures, as one more scenario. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ratios } from './contest.mjs';

const script = fileURLToPath(new URL('../checkout.mjs', import.meta.url));

export const placingOrders = {
  title: 'place an order',
  against: 'the same statements by hand',
  target: 0.5,
};

/** Runs it with its output. @throws when it fails, such as for books that do not add up */
export async function measureCheckout(serverUrl, { rounds, seconds, connections }) {
  const folder = mkdtempSync(join(tmpdir(), 'mainstay-bench-'));
  try {
    const file = join(folder, 'figures.json');
    const options = {
      server: serverUrl,
      rounds,
      seconds,
      buyers: connections,
      only: '5000 SKUs',
      json: file,
    };
    const args = Object.entries(options).flatMap(([name, value]) => [`--${name}`, String(value)]);
    const child = spawn(process.execPath, [script, ...args, '--pin'], { stdio: 'inherit' });
    const [code] = await once(child, 'exit');
    if (code !== 0) throw new Error(`bench/checkout.mjs ended with ${code}`);
    const [{ ours, theirs }] = JSON.parse(readFileSync(file, 'utf8'));
    return { ours, theirs, ...ratios(ours, theirs) };
  } finally {
    rmSync(folder, { recursive: true });
  }
}
