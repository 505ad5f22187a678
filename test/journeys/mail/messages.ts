import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { newId } from '../../../src/kernel/ids.js';
import { type AccountMail, Notifications } from '../../../src/modules/notifications/index.js';
import { MailCleanup } from '../../../src/modules/notifications/mail-cleanup.service.js';
import { MailSettings } from '../../../src/modules/notifications/mail-settings.js';
import { MailRow } from '../../../src/modules/notifications/mail.entity.js';
import { MailsRepository } from '../../../src/modules/notifications/mails.repository.js';
import { MailAccepted } from '../../../src/modules/notifications/notifications.events.js';
import { NotificationsService } from '../../../src/modules/notifications/notifications.service.js';
import { Sending } from '../../../src/modules/notifications/sending.service.js';
import { Transactions } from '../../../src/platform/database/transactions.js';
import { DeliveryRow } from '../../../src/platform/events/delivery.entity.js';
import { EventRelay } from '../../../src/platform/events/event-relay.js';
import { RelaySettings } from '../../../src/platform/events/relay-settings.js';
import type { TestApp } from '../../support/app.js';
import type { Client } from '../../support/client.js';
import { databaseKind } from '../../support/database.js';
import { type MailServer, startMailServer } from '../../support/mailbox.js';
import { buy, startShop, type TestShop } from '../../support/shop.js';
import { until } from '../../support/until.js';

const get = <T>(app: TestApp, token: abstract new (...args: never[]) => T): T =>
  app.nest.get(token, { strict: false });
const row = (app: TestApp, id: string) => get(app, Transactions).manager.findOneBy(MailRow, { id });
const secrets: AccountMail = {
  kind: 'reset_password',
  name: 'Mara Lindqvist',
  token: 'secret-token-7f3a',
  expiresAt: '2026-11-21T18:00:00.000Z',
};
/** Mails that this person alone gets. */
const somebody = () => `${newId().slice(-12)}@example.com`;

describe(`mail over SMTP on ${databaseKind}`, () => {
  let server: MailServer;
  let shop: TestShop;
  let merchant: Client;
  beforeAll(async () => {
    server = await startMailServer();
    shop = await startShop({ SMTP_URL: server.url, FRONTEND_URL: 'https://shop.example.com' });
    get(shop, MailSettings).pause = 0;
    get(shop, RelaySettings).firstRetry = 10;
    merchant = await shop.signedIn('Max', 'merchant');
  });
  afterAll(async () => {
    await shop.close();
    await server.close();
  });

  const send = (id: string, to: string, mail: AccountMail = secrets) =>
    get(shop, Notifications).send({ id, to, mail });
  const drain = () => get(shop, EventRelay).drain();
  const arrived = (to: string) => server.mails.filter((mail) => mail.to === to);
  const deliveryOf = async (mailId: string) => {
    const deliveries = await get(shop, Transactions).manager.find(DeliveryRow, {
      relations: { event: true },
    });
    return deliveries.find(({ event }) => (event.payload as { mailId?: string }).mailId === mailId);
  };

  it('confirms an order to its buyer, once, as text and HTML', async () => {
    const ada = await shop.signedIn('Ada', 'customer');
    const { email } = (await ada.get('/api/v2/users/me')).body;
    const sku = await shop.sell(5, 1_250);
    const { body: order } = await buy(ada, { items: [{ sku, quantity: 2 }] });
    await shop.settle();
    await shop.settle();

    const [mail, ...more] = arrived(email);
    expect(more).toEqual([]);
    expect(mail?.subject).toBe(`Your order ${order.number}`);
    expect(mail?.headers.get('from')).toBe('Mainstay <no-reply@mainstay.example>');
    expect(mail?.headers.get('auto-submitted')).toBe('auto-generated');
    for (const part of [mail?.text, mail?.html])
      for (const words of ['Ada Lovelace', order.number, `2 × Title of ${sku}`, '€25.00', '12 Linden Street'])
        expect(part).toContain(words);
  });

  it('tells a buyer of each part that is on its way, with its tracking number', async () => {
    const ada = await shop.signedIn('Ada', 'customer');
    const { body: me } = await ada.get('/api/v2/users/me');
    const skus = [await shop.sell(5), await shop.sell(5)];
    const { body: order } = await buy(ada, { items: skus.map((sku) => ({ sku, quantity: 1 })) });
    const ship = async (body: object) => {
      const answer = await merchant.post(`/api/v1/orders/${order.id}/fulfillments`, body);
      expect(answer.status).toBe(201);
      await shop.settle();
    };
    await ship({ lines: [{ sku: skus[0], quantity: 1 }], trackingNumber: 'TRACK-1' });
    await ship({});

    const [, first, second, ...more] = arrived(me.email);
    expect(more).toEqual([]);
    expect(first?.subject).toBe(`Your order ${order.number} is on its way`);
    for (const part of [first?.text, first?.html]) {
      expect(part).toContain('A part of your order');
      expect(part).toContain('TRACK-1');
      expect(part).toContain(`Title of ${skus[0]}`);
      expect(part).not.toContain(`Title of ${skus[1]}`);
    }
    expect(second?.text).toContain('The rest of your order');
    expect(second?.text).not.toContain('Tracking');
  });

  it('takes the same id once, also at the same time and after it was sent', async () => {
    const [id, to] = [newId(), somebody()];
    await Promise.all([send(id, to), send(id, to), send(id, to)]);
    await drain();
    await send(id, to);
    await drain();
    expect(arrived(to)).toHaveLength(1);
  });

  it('sends once what is delivered to it twice, and what was sent stays sent', async () => {
    const [id, to] = [newId(), somebody()];
    await send(id, to);
    await drain();
    const event = { id: newId(), type: MailAccepted.type, occurredAt: new Date(), payload: { mailId: id } };
    const count = server.mails.length;
    await get(shop, Sending).send(event);
    expect(server.mails).toHaveLength(count);
    expect(arrived(to)).toHaveLength(1);

    const sent = await row(shop, id);
    expect(await get(shop, MailsRepository).finish(id, 'failed', null)).toBe(false);
    expect(await row(shop, id)).toEqual(sent);
    expect(sent).toMatchObject({ state: 'sent', kind: 'reset_password', content: null });
  });

  it('waits for a server that is away: nobody can read what waits, it arrives once, and nothing of it stays', async () => {
    const [id, to] = [newId(), somebody()];
    await server.close();
    await send(id, to);
    await drain();
    const waiting = await row(shop, id);
    expect(waiting?.state).toBe('pending');
    const kept = JSON.stringify([waiting, await deliveryOf(id)]);
    for (const secret of [to, secrets.kind === 'reset_password' ? secrets.token : '', 'Mara'])
      for (const form of [secret, Buffer.from(secret).toString('base64').slice(0, 8)])
        expect(kept).not.toContain(form);

    server = await startMailServer(server.port);
    await until('the mail arrives', () => arrived(to).length > 0);
    await until('the mail is noted as sent', async () => (await row(shop, id))?.state === 'sent');
    await drain();
    expect(arrived(to)).toHaveLength(1);
    expect(arrived(to)[0]?.text).toContain('https://shop.example.com/reset-password#token=secret-token-7f3a');
    expect(await row(shop, id)).toMatchObject({ content: null, sentAt: expect.any(Date) });
  });

  it('leaves a server alone for a while that gave no answer', async () => {
    const settings = get(shop, MailSettings);
    const [first, second] = [newId(), newId()];
    await server.close();
    settings.pause = 60_000;
    await send(first, somebody());
    await drain();
    server = await startMailServer(server.port);
    const to = somebody();
    await send(second, to);
    await drain();
    expect((await deliveryOf(second))?.lastError).toContain('it is tried again soon');
    expect(server.asked.get(to)).toBeUndefined();
    // The pause is over for whoever comes next.
    settings.pause = 0;
  });

  it('gives a mail up whose recipient is refused for good, and names nobody in the log', async () => {
    const [id, to] = [newId(), somebody()];
    server.refusals.set(to, { code: 550, message: `5.1.1 <${to}> is unknown here` });
    await send(id, to);
    await drain();
    expect(await row(shop, id)).toMatchObject({ state: 'failed', content: null, sentAt: null });
    expect(await deliveryOf(id)).toMatchObject({ state: 'done' });
    expect(server.asked.get(to)).toBe(1);
    expect(shop.logs.join('')).toContain(`Mail ${id} (reset_password) failed: the recipient was refused`);
    expect(shop.logs.join('')).not.toContain(to);
  });

  it.each([
    ['is refused for now', 450, '4.2.1 try again later'],
    ['the server does not let us mail', 554, '5.7.1 relay access denied'],
  ])('tries again when a recipient %s', async (_case, code, message) => {
    const [id, to] = [newId(), somebody()];
    server.refusals.set(to, { code, message: `${message}: <${to}>` });
    await send(id, to);
    await drain();
    expect(await row(shop, id)).toMatchObject({ state: 'pending' });
    expect((await deliveryOf(id))?.lastError).toBe(`Error: The mail server answered ${code} to RCPT TO`);
    server.refusals.delete(to);
    await until('the mail arrives', () => arrived(to).length > 0);
    await until('the mail is noted as sent', async () => (await row(shop, id))?.state === 'sent');
    expect(shop.logs.join('')).not.toContain(to);
  });

  it('lets no value become a header, a part or an element', async () => {
    const to = somebody();
    const evil = 'Eve\r\nBcc: thief@example.com\r\n\r\n--\r\n<script>alert(1)</script>';
    const address = [evil];
    const lines = [{ title: evil, quantity: 1 }];
    const shipment = { number: 'M-1', lines, trackingNumber: evil, part: 'all' as const, address };
    await get(shop, NotificationsService).accept(
      newId(),
      { to, mail: { kind: 'order_shipped', shipment } },
      'any',
    );
    await drain();
    const [mail] = arrived(to);
    expect([...(mail?.headers.keys() ?? [])].toSorted()).toEqual([
      'auto-submitted',
      'content-type',
      'date',
      'from',
      'message-id',
      'mime-version',
      'subject',
      'to',
    ]);
    expect(mail?.text).not.toMatch(/^Bcc/m);
    expect(mail?.html).toContain('&lt;script&gt;alert(1)&lt;/script&gt;');
    expect(mail?.html).not.toContain('<script');
    expect(server.asked.has('thief@example.com')).toBe(false);
  });

  it.each([
    'a@example.com\r\nBcc: thief@example.com',
    'a@example.com>\r\nRCPT TO:<thief@example.com',
    'nobody',
  ])('takes nothing for %j, which is no address', async (to) => {
    const id = newId();
    await expect(send(id, to)).rejects.toThrow('not an address');
    expect(await row(shop, id)).toBeNull();
  });

  it('refuses ids that could lead out of a folder', async () => {
    await expect(send('../../etc/passwd', somebody())).rejects.toThrow('id of a mail');
  });

  it('forgets mails of long ago', async () => {
    const [old, recent] = [newId(), newId()];
    for (const id of [old, recent]) await send(id, somebody());
    await drain();
    const { manager } = get(shop, Transactions);
    await manager.update(MailRow, { id: old }, { createdAt: new Date(Date.now() - 91 * 24 * 3_600_000) });
    await get(shop, MailCleanup).run();
    expect(await row(shop, old)).toBeNull();
    expect(await row(shop, recent)).not.toBeNull();
  });
});
