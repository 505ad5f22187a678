import { beforeEach, describe, expect, it } from '@jest/globals';
import { createCache } from 'cache-manager';
import { Clock } from '../../kernel/clock.js';
import type { Configuration } from '../config/configuration.js';
import type { Transactions } from '../database/transactions.js';
import { Metrics } from '../metrics/metrics.js';
import type { Content } from './answer.js';
import { Answers } from './answers.js';
import { CacheMetrics } from './cache-metrics.js';
import type { CachePolicy } from './cached.js';
import { ResponseCache } from './response-cache.js';
import { MemoryStore } from './stores.js';

class SetClock extends Clock {
  time = 1_000_000;

  override now(): Date {
    return new Date(this.time);
  }
}

const policy: CachePolicy = { ttl: 10_000, tags: () => ['things'] };
const content = (text: string): Content => ({
  body: Buffer.from(text),
  etag: '"1"',
  headers: [],
  route: '/things',
});
const tick = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** The making of an answer that ends when the test says so. */
function held(text: string) {
  let release: () => void = () => undefined;
  const gate = new Promise<void>((resolve) => (release = resolve));
  let count = 0;
  const make = async (): Promise<Content> => {
    count += 1;
    await gate;
    return content(text);
  };
  return { make, release: () => release(), count: () => count };
}

let clock: SetClock;
let cache: ResponseCache;
let memory: MemoryStore;
let answers: Answers;
beforeEach(() => {
  clock = new SetClock();
  const atOnce = { afterCommit: (step: () => void) => step() } as unknown as Transactions;
  cache = new ResponseCache(atOnce, { cache: {} } as unknown as Configuration);
  memory = new MemoryStore(100_000);
  const metrics = new CacheMetrics(new Metrics(), memory, cache);
  answers = new Answers(memory, createCache(), cache, clock, metrics);
});

const get = async (key: string, make: () => Promise<Content | undefined>) => {
  const found = await answers.get(key, policy, make);
  return found && [found.answer.body.toString(), found.state];
};
const find = (key: string) => {
  const found = answers.find(key);
  return found && [found.answer.body.toString(), found.state];
};

describe('answers', () => {
  it('are made once for all who ask at the same time, and kept', async () => {
    const { make, release, count } = held('one');
    const all = Array.from({ length: 100 }, () => get('/a', make));
    await tick();
    release();
    const states = (await Promise.all(all)).map((found) => found?.[1]);
    expect(states.filter((state) => state === 'MISS')).toHaveLength(1);
    expect(states.filter((state) => state === 'HIT')).toHaveLength(99);
    expect(count()).toBe(1);
    expect(find('/a')).toEqual(['one', 'HIT']);
    expect(find('/b')).toBeUndefined();
  });

  it('go out as they are for a while when they have become old, while one request makes them anew', async () => {
    await get('/a', () => Promise.resolve(content('old')));
    clock.time += policy.ttl;
    expect(find('/a')).toBeUndefined();
    const { make, release } = held('new');
    const making = get('/a', make);
    await tick();
    expect(find('/a')).toEqual(['old', 'STALE']);
    release();
    expect(await making).toEqual(['new', 'MISS']);
    expect(find('/a')).toEqual(['new', 'HIT']);
  });

  it('do not go out any more when they are too old', async () => {
    await get('/a', () => Promise.resolve(content('old')));
    clock.time += policy.ttl + 60_000;
    const { make, release } = held('new');
    const making = get('/a', make);
    await tick();
    expect(find('/a')).toBeUndefined();
    release();
    await making;
  });

  it('do not go out any more when what they were made of has changed, however young', async () => {
    await get('/a', () => Promise.resolve(content('before')));
    cache.invalidate('others');
    expect(find('/a')).toEqual(['before', 'HIT']);
    cache.invalidate('things');
    expect(find('/a')).toBeUndefined();
    const { make, release } = held('after');
    const making = get('/a', make);
    await tick();
    expect(find('/a')).toBeUndefined();
    release();
    expect(await making).toEqual(['after', 'MISS']);
  });

  it('are not kept when what they are made of changes meanwhile, nor given to those who asked after that', async () => {
    const before = held('before');
    const after = () => Promise.resolve(content('after'));
    const first = get('/a', before.make);
    const beside = get('/a', after);
    await tick();
    cache.invalidate('things');
    const later = get('/a', after);
    await tick();
    before.release();
    expect(await first).toEqual(['before', 'MISS']);
    expect((await beside)?.[0]).toBe('after');
    expect((await later)?.[0]).toBe('after');
    expect(find('/a')).toEqual(['after', 'HIT']);
  });

  it('that cannot be made fail for all who wait, and are tried again by those who come later', async () => {
    let count = 0;
    const fail = async (): Promise<Content> => {
      count += 1;
      await tick();
      throw new Error('no database');
    };
    const all = await Promise.allSettled(Array.from({ length: 20 }, () => get('/a', fail)));
    expect(all.every(({ status }) => status === 'rejected')).toBe(true);
    expect(count).toBe(1);
    expect(await get('/a', () => Promise.resolve(content('back')))).toEqual(['back', 'MISS']);
  });

  it('that failed before something changed are tried again for those who asked after that', async () => {
    let fail: (error: Error) => void = () => undefined;
    const first = get('/a', () => new Promise((_resolve, reject) => (fail = reject)));
    await tick();
    cache.invalidate('whatever');
    const later = get('/a', () => Promise.resolve(content('there')));
    fail(new Error('not found'));
    await expect(first).rejects.toThrow('not found');
    expect(await later).toEqual(['there', 'MISS']);
  });

  it('that are for one request alone are made for each', async () => {
    let count = 0;
    const redirect = async (): Promise<undefined> => {
      count += 1;
      await tick();
    };
    await Promise.all(Array.from({ length: 5 }, () => get('/a', redirect)));
    expect(count).toBe(5);
    expect(find('/a')).toBeUndefined();
  });

  it('take no more memory than they may', async () => {
    for (let number = 0; number < 500; number += 1)
      await get(`/${number}`, () => Promise.resolve(content('x'.repeat(1_000))));
    expect(memory.calculatedSize).toBeLessThanOrEqual(100_000);
    expect(find('/0')).toBeUndefined();
    expect(find('/499')?.[1]).toBe('HIT');
  });
});
