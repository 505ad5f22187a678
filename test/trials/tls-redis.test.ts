import { rmSync } from 'node:fs';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { type Certificate, hasOpenssl, selfSigned, signedBy } from '../support/certificates.js';
import { hasRedis, RedisServer } from '../support/redis-server.js';
import { type ServerProcess, startServer } from '../support/server-process.js';
import { makeTemporaryFolder } from '../support/temporary-folder.js';
import { until } from '../support/until.js';

const isPossible = hasRedis && hasOpenssl;
if (!isPossible) process.stderr.write('SKIPPED: TLS to Redis needs the programs redis-server and openssl.\n');

(isPossible ? describe : describe.skip)('a Redis that speaks nothing but TLS', () => {
  let folder: string;
  let authority: Certificate;
  const started: (RedisServer | ServerProcess)[] = [];

  beforeAll(() => {
    folder = makeTemporaryFolder('tls-redis');
    authority = selfSigned(folder, 'authority');
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true, maxRetries: 3 }));
  afterEach(async () => {
    for (const each of started.splice(0)) {
      if (each instanceof RedisServer) await each.signal('SIGKILL');
      else {
        each.kill('SIGKILL');
        await each.ended;
      }
    }
  });

  async function startRedis(name: string): Promise<RedisServer> {
    const redis = await RedisServer.reserve(folder, {
      certificate: signedBy(authority, folder, name),
      authority,
    });
    started.push(redis);
    await redis.start();
    return redis;
  }

  /** Starts a server and waits until it has tried to reach Redis. */
  async function startOn(redisUrl: string, trusted?: Certificate) {
    const mainstay = startServer(folder, {
      REDIS_URL: redisUrl,
      LOG_FORMAT: 'json',
      ...(trusted && { NODE_EXTRA_CA_CERTS: trusted.cert }),
    });
    started.push(mainstay);
    const url = await mainstay.url;
    const usesIt = async (): Promise<boolean> =>
      /^mainstay_cache_redis_up 1$/m.test(await (await fetch(`${url}/metrics`)).text());
    return { url, usesIt, output: () => mainstay.output() };
  }

  it('is used with rediss:// when its authority is trusted', async () => {
    const redis = await startRedis('localhost');
    const { usesIt } = await startOn(redis.url, authority);
    await until('it is used', usesIt);
  });

  it.each([
    ['nobody who is trusted signed its certificate', 'localhost', false],
    ['its certificate is for another host', 'cache.example.com', true],
  ])('is not used when %s, and nothing fails', async (_why, name, trusts) => {
    const redis = await startRedis(name);
    const { url, usesIt, output } = await startOn(redis.url, trusts ? authority : undefined);
    await until('it was refused', () => /certificate|altnames/i.test(output()));
    expect(await usesIt()).toBe(false);
    expect((await fetch(`${url}/api/v1/posts`)).status).toBe(200);
  });

  it('is not used with redis://, in plain text', async () => {
    const redis = await startRedis('localhost');
    const { url, usesIt, output } = await startOn(redis.url.replace('rediss:', 'redis:'), authority);
    await until('it was tried', () => output().includes('Redis is away'));
    expect(await usesIt()).toBe(false);
    expect((await fetch(`${url}/api/v1/posts`)).status).toBe(200);
  });
});
