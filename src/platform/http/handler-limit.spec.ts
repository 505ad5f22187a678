import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fastify from 'fastify';
import { until } from '../../../test/support/until.js';
import { limitHandlers } from './handler-limit.js';

describe('a handler that does not end', () => {
  const server = fastify({ forceCloseConnections: true });
  const answered: string[] = [];
  let url: string;

  beforeAll(async () => {
    limitHandlers(server, 50, (request, reply) => {
      answered.push(request.url);
      void reply.status(503).send('late');
    });
    server.get('/never', () => new Promise(() => undefined));
    server.get('/quick', () => 'done');
    url = await server.listen({ host: '127.0.0.1', port: 0 });
  });
  afterAll(() => server.close());

  it('is answered for when its time is over', async () => {
    const answer = await fetch(`${url}/never`);
    expect([answer.status, await answer.text()]).toEqual([503, 'late']);
  });

  it('is left alone when it has answered, or nobody waits any more', async () => {
    answered.length = 0;
    expect((await fetch(`${url}/quick`)).status).toBe(200);
    await expect(fetch(`${url}/never?gone`, { signal: AbortSignal.timeout(20) })).rejects.toThrow('timeout');
    await fetch(`${url}/never?last`);
    await until('the last one is answered', () => answered.includes('/never?last'));
    expect(answered).toEqual(['/never?last']);
  });
});
