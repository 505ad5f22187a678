import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { endStalled } from './connections.js';

describe('an answer', () => {
  const body = Buffer.alloc(32 * 1_048_576, 'x');
  let server: Server;
  let client: Socket;
  beforeEach(async () => {
    server = createServer((_request, response) => response.end(body));
    endStalled(server, 300);
    await once(server.listen(0, '127.0.0.1'), 'listening');
    client = connect((server.address() as AddressInfo).port, '127.0.0.1');
  });
  afterEach(() => {
    client.destroy();
    server.close();
    server.closeAllConnections();
  });

  it('that its client does not take is given up, with its connection', async () => {
    const [connection] = (await once(server, 'connection')) as [Socket];
    client.pause().write('GET / HTTP/1.1\r\nhost: a\r\n\r\n');
    await once(connection, 'close');
    expect(connection.destroyed).toBe(true);
  });

  it('that its client takes slowly is sent to its end', async () => {
    client.write('GET / HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n');
    expect((await text(client)).length).toBeGreaterThan(body.length);
  });
});
