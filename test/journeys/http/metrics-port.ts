import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Drain } from '../../../src/platform/health/drain.js';
import { MetricsServer } from '../../../src/platform/metrics/metrics-server.js';
import { until } from '../../support/until.js';
import { startApp, type TestApp } from '../../support/app.js';

describe('metrics on a port of their own', () => {
  let app: TestApp;
  let url: string;
  let isClosed = false;
  beforeAll(async () => {
    app = await startApp({ METRICS_PORT: '0', HOST: '127.0.0.1' });
    url = `http://127.0.0.1:${app.nest.get(MetricsServer, { strict: false }).port}`;
  });
  afterAll(() => (isClosed ? undefined : app.close()));

  it('are there, and not beside the API', async () => {
    const answer = await fetch(`${url}/metrics`);
    expect([answer.status, answer.headers.get('content-type')]).toEqual([
      200,
      'text/plain; version=0.0.4; charset=utf-8',
    ]);
    expect(await answer.text()).toMatch(/^mainstay_connections_refused_total\{bound="total"\} 0$/m);
    const { status, body } = await app.client.get('/metrics');
    expect([status, body.code]).toEqual([404, 'not_found']);
  });

  it('are all that is there', async () => {
    for (const path of ['/', '/livez', '/api/v1/posts', '/metrics/x', '/metricsx'])
      expect((await fetch(url + path)).status).toBe(404);
    for (const method of ['POST', 'PUT', 'DELETE', 'HEAD', 'OPTIONS']) {
      const answer = await fetch(`${url}/metrics`, { method });
      expect([method, answer.status, answer.headers.get('allow')]).toEqual([method, 405, 'GET']);
    }
  });

  it('take few connections at once, and none that says nothing for long', async () => {
    const { port } = new URL(url);
    const sockets: Socket[] = [];
    let closed = 0;
    for (let count = 0; count < 30; count += 1) {
      const socket = connect(Number(port), '127.0.0.1').on('error', () => undefined);
      socket.on('close', () => (closed += 1)).resume();
      sockets.push(socket);
      await once(socket, 'connect');
    }
    try {
      // Ten are too many at once; the others are closed when they have said nothing for some seconds.
      await until('all are closed', () => closed === 30, 30_000);
      expect((await fetch(`${url}/metrics`)).status).toBe(200);
    } finally {
      for (const socket of sockets) socket.destroy();
    }
  });

  it('can be read while the application drains, and end with it', async () => {
    const drain = app.nest.get(Drain, { strict: false });
    await drain.beforeApplicationShutdown();
    expect((await fetch(`${url}/metrics`)).status).toBe(200);
    isClosed = true;
    await app.close();
    await expect(fetch(`${url}/metrics`)).rejects.toThrow('fetch failed');
  });
});
