import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { afterEach, describe, expect, it } from '@jest/globals';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { refusedBy } from '../../../src/platform/http/connections.js';
import { inFlightLimit } from '../../../src/platform/http/pipelining.js';
import { startApp, type TestApp } from '../../support/app.js';
import { until } from '../../support/until.js';

describe('connections', () => {
  let app: TestApp;
  let sockets: Socket[] = [];
  afterEach(async () => {
    for (const socket of sockets) socket.destroy();
    sockets = [];
    await app.close();
  });

  /** Opens connections that stay open, from an address of this machine. */
  async function open(count: number, localAddress = '127.0.0.1'): Promise<void> {
    for (let number = 0; number < count; number += 1) {
      const socket = connect({ port: Number(new URL(app.url).port), host: '127.0.0.1', localAddress });
      sockets.push(socket.on('error', () => undefined).resume());
      await once(socket, 'connect');
    }
  }

  const serverOf = ({ nest }: { nest: NestFastifyApplication }) => nest.getHttpServer();
  const stillOpen = () => sockets.filter(({ closed }) => !closed).length;

  it('are bounded in all; those beyond are closed at once, and counted', async () => {
    app = await startApp({ MAX_CONNECTIONS: '10' });
    await open(15);
    await until('five are closed', () => stillOpen() === 10);
    expect(refusedBy(serverOf(app))).toMatchObject({ total: 5, network: 0 });
    for (const socket of sockets.splice(0, 15)) socket.destroy();
    await until(
      'there is room again',
      async () => (await fetch(`${app.url}/livez`).catch(() => null)) !== null,
    );
    const metrics = await (await fetch(`${app.url}/metrics`)).text();
    expect(metrics).toMatch(/^mainstay_connections_refused_total\{bound="total"\} [1-9]/m);
  });

  it('are bounded for each client: others still come in', async () => {
    app = await startApp({ MAX_CONNECTIONS_PER_NETWORK: '4' });
    await open(7, '127.0.0.5');
    await until('three are closed', () => stillOpen() === 4);
    await open(2, '127.0.0.6');
    expect(refusedBy(serverOf(app))).toMatchObject({ total: 0, network: 3 });
    expect((await fetch(`${app.url}/livez`)).status).toBe(200);
    for (const socket of sockets.splice(0, 7)) socket.destroy();
    await until('the client has room again', async () => {
      await open(1, '127.0.0.5');
      return stillOpen() > 2;
    });
  });

  it.each(['127.0.0.0/8', 'loopback', '127.0.0.5'])(
    'of a proxy (%s) are not bounded as those of one client',
    async (proxy) => {
      app = await startApp({ MAX_CONNECTIONS_PER_NETWORK: '2', TRUST_PROXY: proxy });
      await open(6, '127.0.0.5');
      expect((await fetch(`${app.url}/livez`)).status).toBe(200);
      expect(stillOpen()).toBe(6);
      expect(refusedBy(serverOf(app))).toEqual({ total: 0, network: 0 });
    },
  );

  it('take so many requests at a time, whatever a client sends ahead', async () => {
    app = await startApp();
    await open(1);
    const [socket] = sockets as [Socket];
    let answers = '';
    socket.on('data', (chunk: Buffer) => (answers += chunk.toString()));
    const requests = Array.from(
      { length: 100 },
      (_, number) => `GET /api/v1/products?minPrice=${number} HTTP/1.1\r\nhost: a\r\n\r\n`,
    );
    socket.write(requests.join(''));
    await once(socket, 'close');
    const statuses = [...answers.matchAll(/HTTP\/1.1 (\d+)/g)].map(([, status]) => status);
    expect(statuses).toEqual([...Array.from({ length: inFlightLimit }, () => '200'), '503']);
    expect((await fetch(`${app.url}/livez`)).status).toBe(200);
  });
});
