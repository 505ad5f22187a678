/**
 * Whether memory grows: Mainstay as it is by default, under load in laps of a minute, and its resident memory after each. The
 * load goes through a few hundred addresses: lists, their second pages, products, posts, and the orders of a customer.
 */
import { ask, averageBytes } from './comparison/answers.mjs';
import { startMainstay } from './comparison/rivals.mjs';
import { signIn } from './comparison/world.mjs';
import { load } from './load/wrk.mjs';
import { machine, today } from './report/machine.mjs';
import { writeSection } from './report/page.mjs';
import { table } from './support/statistics.mjs';

const target = 1.3;
const lap = 60;
/** Of four laps, this one asks for what belongs to a customer. */
const signedIn = 4;

const lists = [
  '/api/v1/products?limit=20',
  '/api/v1/products?limit=20&sort=price',
  '/api/v1/posts?limit=20',
  '/api/v1/posts?include=comments&limit=20',
];

async function withSecondPages(server) {
  const pages = [];
  for (const path of lists) {
    const { body } = await ask(server, path);
    pages.push(path, `${path}&cursor=${JSON.parse(body).page.next}`);
  }
  return pages;
}

/** Loads a server for some minutes. @returns for each lap its number, requests and MiB of resident memory */
async function run(shop, minutes, connections) {
  const server = await startMainstay(shop.url, 'on');
  try {
    const pages = await withSecondPages(server);
    const single = [
      ...shop.products.map((id) => `/api/v1/products/${id}`),
      ...shop.posts.map((slug) => `/api/v1/posts/by-slug/${slug}`),
    ];
    const paths = single.flatMap((path, index) => [path, pages[index % pages.length]]);
    const count = Math.max(2, Math.round((minutes * 60) / lap));
    const seconds = Math.min(lap, (minutes * 60) / count);
    const laps = [];
    for (let number = 1; number <= count; number += 1) {
      const own = number % signedIn === 0;
      const request = {
        url: server.url,
        paths: own ? ['/api/v1/orders?limit=20'] : paths,
        headers: own ? await signIn(server.url) : {},
      };
      const bytes = await averageBytes(request);
      const { requests } = await load({ ...request, bytes }, { seconds, connections });
      const memory = server.memory();
      laps.push({ number, requests, memory });
      console.log(`${(number * seconds).toFixed(0)} s: ${requests} requests, ${memory.toFixed(0)} MiB`);
    }
    return { laps, seconds };
  } finally {
    await server.stop();
  }
}

/** Measures, prints and writes the section. */
export async function measureSoak(shop, minutes, connections) {
  if (!(minutes > 0)) throw new Error('Say how many minutes: --soak 10');
  const { laps, seconds } = await run(shop, minutes, connections);
  const [first, last] = [laps[0], laps.at(-1)];
  const ratio = last.memory / first.memory;
  const reached = ratio <= target ? 'reached' : '**missed**';
  const total = laps.reduce((sum, { requests }) => sum + requests, 0);
  const time = (number) => `${(number * seconds).toFixed(0)} s`;
  const summary = table([
    ['load', 'resident memory'],
    ...laps.map(({ number, memory }) => [time(number), `${memory.toFixed(0)} MiB`]),
  ]);
  const text = `${summary}

After ${time(laps.length)} of load memory is ${ratio.toFixed(2)} times what it was after ${time(1)}; at most ${target} is wanted: ${reached}.
${total.toLocaleString('en')} requests over ${connections} connections, measured on ${today()} on ${machine()}.`;
  console.log(`\n${text}`);
  // Shorter laps are for trying it out.
  if (seconds === lap) await writeSection('soak', text);
}
