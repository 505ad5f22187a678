/** Single requests before the load: what each program answers, and whether it is the same. */
import { Agent, get } from 'node:http';
import { isDeepStrictEqual } from 'node:util';

/**
 * One GET with exactly these headers: `fetch` would add some to a conditional request, and change its answer.
 * @returns status, headers by name in lower case, and the body as text
 */
export function ask({ url, headers = {}, agent }, path) {
  return new Promise((resolve, reject) => {
    get(url + path, { agent, headers }, (answer) => {
      const { statusCode: status, headers: given, socket } = answer;
      const chunks = [];
      answer.on('data', (chunk) => chunks.push(chunk));
      answer.on('end', () =>
        resolve({ status, headers: given, body: Buffer.concat(chunks).toString(), socket }),
      );
    }).on('error', reject);
  });
}

/** The headers that clients and caches go by. */
const meaningful = ['content-type', 'cache-control', 'vary', 'link', 'location'];

const brief = (value) => (value === undefined ? 'nothing' : JSON.stringify(value).slice(0, 120));

/** Where two values of JSON begin to differ. */
function difference(one, other, place = '') {
  if (isDeepStrictEqual(one, other)) return undefined;
  const nested = (value) => typeof value === 'object' && value !== null;
  if (!nested(one) || !nested(other)) return `${place || 'body'}: ${brief(one)} and ${brief(other)}`;
  const names = [...new Set([...Object.keys(one), ...Object.keys(other)])];
  return names.map((name) => difference(one[name], other[name], `${place}/${name}`)).find(Boolean);
}

const parsed = (text) => {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
};

/**
 * Compares what two programs answer to some paths.
 * @param pairs the path for one and the path for the other
 * @param options.nextPages whether to follow the cursors of lists to the second page
 * @returns what differs in status or body, and what differs in headers alone
 */
export async function compare(ours, theirs, pairs, { nextPages = false } = {}) {
  const faults = new Set();
  const remarks = new Set();
  for (const [ourPath, theirPath] of pairs) {
    const [one, other] = [await ask(ours, ourPath), await ask(theirs, theirPath)];
    if (one.status !== other.status) faults.add(`GET ${ourPath}: status ${one.status} and ${other.status}`);
    const body = difference(parsed(one.body), parsed(other.body));
    if (body !== undefined) faults.add(`GET ${ourPath}: ${body}`);
    for (const name of meaningful) {
      const [mine, their] = [one.headers[name], other.headers[name]];
      if (mine !== their) remarks.add(`${name}: ${mine} and ${their}`);
    }
    if ((one.headers.etag === undefined) !== (other.headers.etag === undefined))
      remarks.add('only one of them sends an ETag');
    const next = nextPages ? parsed(one.body)?.page?.next : undefined;
    if (next) {
      const cursor = `&cursor=${encodeURIComponent(next)}`;
      const more = await compare(ours, theirs, [[ourPath + cursor, theirPath + cursor]]);
      for (const fault of more.faults) faults.add(fault);
    }
  }
  return { faults: [...faults], remarks: [...remarks] };
}

/** How many bytes the answers of a program have on average as they come over the wire, head and body. */
export async function averageBytes({ url, paths, headers }) {
  // One connection that stays open, as it is under load: the head says so.
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const bytes = new Map();
  for (const path of paths) {
    const { socket } = await ask({ url, headers, agent }, path);
    bytes.set(socket, socket.bytesRead);
  }
  agent.destroy();
  return [...bytes.values()].reduce((sum, count) => sum + count, 0) / paths.length;
}
