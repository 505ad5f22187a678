/**
 * Buys for some seconds, as so many buyers who each wait for their answer. A process of its own, so that it takes nothing
 * of the server's thread.
 *
 *   node bench/checkout/load.mjs <url> <seconds> <buyers> <skus> <seed>
 *
 * Prints JSON: answers by status, milliseconds from the first request to the last answer, and the latencies in order.
 */
import { randomUUID } from 'node:crypto';
import { Agent, request } from 'node:http';
import { randomFrom } from '../support/statistics.mjs';
import { order } from './order.mjs';

const [url, seconds, buyers, skus, seed] = process.argv.slice(2);
const agent = new Agent({ keepAlive: true, maxSockets: Number(buyers) });
const target = new URL('/api/v1/orders', url);
const random = randomFrom(Number(seed));

function buy() {
  const sku = `BENCH-${Math.floor(random() * Number(skus))}`;
  const { headers, body } = order(sku, randomUUID());
  return new Promise((resolve, reject) => {
    const call = request(target, { method: 'POST', agent, headers }, (answer) => {
      answer.resume();
      answer.on('end', () => resolve(answer.statusCode));
    });
    call.on('error', reject);
    call.end(body);
  });
}

const latencies = [];
const statuses = {};
const begun = performance.now();
const end = begun + Number(seconds) * 1_000;
let last = begun;

async function shop() {
  while (performance.now() < end) {
    const sent = performance.now();
    const status = await buy();
    last = performance.now();
    latencies.push(last - sent);
    statuses[status] = (statuses[status] ?? 0) + 1;
  }
}

await Promise.all(Array.from({ length: Number(buyers) }, shop));
agent.destroy();
latencies.sort((left, right) => left - right);
console.log(JSON.stringify({ statuses, elapsed: last - begun, latencies }));
