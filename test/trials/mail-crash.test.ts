import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { newId } from '../../src/kernel/ids.js';
import { Transactions } from '../../src/platform/database/transactions.js';
import { DeliveryRow } from '../../src/platform/events/delivery.entity.js';
import { EventsModule } from '../../src/platform/events/events.module.js';
import { createTestDatabase, databaseKind, type TestDatabase } from '../support/database.js';
import { type MailServer, startMailServer } from '../support/mailbox.js';
import { startPlatform } from '../support/platform.js';
import { type ServerProcess, startServer } from '../support/server-process.js';
import { shippingAddress } from '../support/shipping-address.js';
import { until } from '../support/until.js';

describe(`mail when the process is killed, on ${databaseKind}`, () => {
  const email = 'buyer@example.com';
  let database: TestDatabase;
  let mailServer: MailServer;
  let servers: ServerProcess[];
  beforeEach(async () => {
    database = await createTestDatabase();
    servers = [];
  });
  afterEach(async () => {
    for (const server of servers) server.kill('SIGKILL');
    await Promise.all(servers.map(({ ended }) => ended));
    await mailServer.close();
    await database.drop();
  });

  function start(): ServerProcess {
    const server = startServer(database.folder, {
      DATABASE_URL: database.url,
      ENCRYPTION_KEYS: Buffer.alloc(32, 'tests').toString('base64'),
      SMTP_URL: mailServer.url,
      DEMO_DATA: 'true',
    });
    servers.push(server);
    return server;
  }

  async function buySomething(url: string): Promise<void> {
    const products = await fetch(`${url}/api/v1/products?inStock=true&limit=1`);
    const sku = /"sku":"([^"]+)"/.exec(await products.text())?.[1];
    const answer = await fetch(`${url}/api/v1/orders`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'idempotency-key': newId() },
      body: JSON.stringify({
        items: [{ sku, quantity: 1 }],
        email,
        shippingAddress,
        payment: { token: 'tok_ok' },
      }),
    });
    expect(answer.status).toBe(201);
  }

  /** Ends the leases of what the killed process had claimed, instead of waiting a minute. */
  async function endLeases(): Promise<void> {
    const platform = await startPlatform(database.url, {
      imports: [EventsModule],
      relay: { poll: 1_000_000 },
    });
    await platform.get(Transactions).manager.update(DeliveryRow, { state: 'pending' }, { dueAt: new Date() });
    await platform.close();
  }

  /** Puts another mail server in the place of the one that a killed process was talking to. */
  async function goOn(killed: ServerProcess, silent?: 'after'): Promise<ServerProcess> {
    killed.kill('SIGKILL');
    await killed.ended;
    await mailServer.close();
    mailServer = await startMailServer(mailServer.port, silent);
    await endLeases();
    return start();
  }

  it('is sent by the next one, and is one mail also when it was sent already', async () => {
    mailServer = await startMailServer(0, 'before');
    const first = start();
    await buySomething(await first.url);
    await until('a mail is being sent', () => mailServer.asked.has(email));
    expect(mailServer.mails).toEqual([]);

    const second = await goOn(first, 'after');
    await until('the mail arrives, which the process never hears', () => mailServer.mails.length > 0, 30_000);
    const [early] = mailServer.mails;

    const third = await goOn(second);
    await until('the mail arrives again', () => mailServer.mails.length > 0, 30_000);
    third.kill('SIGTERM');
    await third.ended;
    expect(mailServer.mails).toHaveLength(1);
    const [mail] = mailServer.mails;
    expect([early?.to, mail?.to]).toEqual([email, email]);
    expect(mail?.headers.get('message-id')).toBe(early?.headers.get('message-id'));
  });
});
