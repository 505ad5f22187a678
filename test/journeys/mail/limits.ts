import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { Clock } from '../../../src/kernel/clock.js';
import { newId } from '../../../src/kernel/ids.js';
import { MailLimit } from '../../../src/modules/notifications/limits/mail-limit.entity.js';
import { MailCleanup } from '../../../src/modules/notifications/mail-cleanup.service.js';
import { MailRow } from '../../../src/modules/notifications/mail.entity.js';
import { Transactions } from '../../../src/platform/database/transactions.js';
import { password } from '../../support/app.js';
import { databaseKind } from '../../support/database.js';
import { shippingAddress } from '../../support/shipping-address.js';
import { buy, startShop, type TestShop } from '../../support/shop.js';

const hour = 3_600_000;

describe(`mail to strangers on ${databaseKind}`, () => {
  let shop: TestShop;
  let sku: string;
  beforeAll(async () => {
    shop = await startShop();
    sku = await shop.sell(1_000);
  });
  afterAll(() => shop.close());
  afterEach(() => {
    jest.restoreAllMocks();
  });

  const get = <T>(token: abstract new (...args: never[]) => T): T =>
    shop.nest.get<T>(token, { strict: false });
  const post = (path: string, body: object) => shop.client.post(`/api/v1/auth/${path}`, body);
  const order = (email: string, more: object = {}) =>
    buy(shop.client, {
      body: {
        items: [{ sku, quantity: 1 }],
        email,
        shippingAddress: { ...shippingAddress, ...more },
        payment: { token: 'tok_ok' },
      },
    });
  const subjects = async (to: string) => (await shop.mails(to)).map(({ subject }) => subject);
  const count = async (to: string, subject: RegExp) =>
    (await subjects(to)).filter((one) => subject.test(one)).length;

  /** Moves the application's clock, by milliseconds from the real time. */
  function later(milliseconds: number): void {
    jest.spyOn(get(Clock), 'now').mockReturnValue(new Date(Date.now() + milliseconds));
  }

  async function owner(): Promise<string> {
    const email = `${newId().slice(-12)}@example.com`;
    await post('register', { email, password, name: 'Mara Lindqvist' });
    const token = /"token":"([\w-]{43})"/.exec((await shop.mails(email))[0]?.text ?? '')?.[1];
    expect((await post('email/verify', { token })).status).toBe(204);
    return email;
  }

  it('is bounded for each recipient, however they are spelled and whatever is asked for at once; nobody sees it', async () => {
    const email = await owner();
    const spelled = [email, email.toUpperCase(), email];
    const answers = await Promise.all(
      Array.from({ length: 60 }, (_, index) =>
        post('register', { email: spelled[index % 3], password, name: 'Mallory' }),
      ),
    );
    expect(new Set(answers.map(({ status, body }) => JSON.stringify([status, body]))).size).toBe(1);
    expect(await count(email, /already have an account/)).toBe(5);
    const dropped = await get(Transactions).manager.countBy(MailRow, { state: 'dropped' });
    expect(dropped).toBe(55);
    const metrics = await (await fetch(`${shop.url}/metrics`)).text();
    expect(metrics).toContain('mainstay_mails_dropped_total{kind="already_registered"} 55');
    expect(shop.logs.join('')).toContain('(already_registered) was dropped');
    expect(shop.logs.join('').toLowerCase()).not.toContain(email);
  });

  it('is bounded for a mailbox that has many addresses', async () => {
    const name = newId().slice(-12);
    const tags = Array.from({ length: 12 }, (_, index) => `${name}+${index}@example.com`);
    for (const email of tags) await post('register', { email, password, name: 'Mallory' });
    const mails = await Promise.all(tags.map((email) => shop.mails(email)));
    expect(mails.flat()).toHaveLength(5);
  });

  it('does not keep away what its recipient needs: a new password, orders, and what happens to their account', async () => {
    const email = await owner();
    for (let time = 0; time < 10; time += 1) {
      await post('register', { email, password, name: 'Mallory' });
      await post('email/resend', { email });
    }
    for (let time = 0; time < 7; time += 1) await order(email);
    await post('password/forgot', { email });
    expect(await count(email, /Choose a new password/)).toBe(1);
    expect(await count(email, /^Your order/)).toBe(5);

    const { body } = await post('login', { email, password });
    const client = shop.client.as(body.accessToken);
    await buy(client, { items: [{ sku, quantity: 1 }] });
    await client.post('/api/v2/users/me/api-keys', { name: 'x', scopes: [] });
    expect(await count(email, /^Your order/)).toBe(6);
    expect(await count(email, /new API key/)).toBe(1);
  });

  it('about the orders of guests keeps none about the orders of an account away, verified or not', async () => {
    const email = `${newId().slice(-12)}@example.com`;
    await post('register', { email, password, name: 'Mara' });
    for (let time = 0; time < 7; time += 1) await order(email);
    expect(await count(email, /^Your order/)).toBe(5);
    const client = shop.client.as((await post('login', { email, password })).body.accessToken);
    const placed = await buy(client, { items: [{ sku, quantity: 1 }] });
    expect(placed.status).toBe(201);
    expect(await count(email, /^Your order/)).toBe(6);
    // Nor has an account with a verified address more room at somebody else's.
    const verified = await shop.signedIn('Mallory');
    const other = `${newId().slice(-12)}@example.com`;
    for (let time = 0; time < 7; time += 1)
      await buy(verified, {
        body: { items: [{ sku, quantity: 1 }], email: other, shippingAddress, payment: { token: 'tok_ok' } },
      });
    expect(await count(other, /^Your order/)).toBe(5);
  });

  it('always leaves a token for a new password that works, however hard strangers ask for more', async () => {
    const email = await owner();
    const start = Date.now();
    const tokens: number[] = [];
    for (let minutes = 0; minutes <= 6 * 60; minutes += 10) {
      jest.spyOn(get(Clock), 'now').mockReturnValue(new Date(start + minutes * 60_000));
      const before = await count(email, /Choose a new password/);
      for (let time = 0; time < 12; time += 1) await post('password/forgot', { email });
      if ((await count(email, /Choose a new password/)) > before) tokens.push(minutes);
      expect(minutes - (tokens.at(-1) ?? 0)).toBeLessThan(60);
    }
    expect(await count(email, /Choose a new password/)).toBeLessThanOrEqual(5 + 8);
  });

  it('is counted for as long as it has to be, and then forgotten', async () => {
    const { manager } = get(Transactions);
    await owner();
    await get(MailCleanup).run();
    expect(await manager.count(MailLimit)).toBeGreaterThan(0);
    later(24 * hour);
    await get(MailCleanup).run();
    expect(await manager.count(MailLimit)).toBe(0);
  });

  it('carries no words of those who cause it', async () => {
    const evil = 'Win money at http://evil.example/x';
    const email = `${newId().slice(-12)}@example.com`;
    await post('register', { email, password, name: evil });
    await post('register', { email, password, name: evil });
    await post('password/forgot', { email });
    for (const device of ['First/1.0', evil])
      await shop.client.post(
        '/api/v1/auth/login',
        { email, password },
        { headers: { 'user-agent': device } },
      );
    const fields = ['name', 'company', 'line1', 'line2', 'city', 'region'];
    const placed = await order(email, Object.fromEntries(fields.map((field) => [field, evil])));
    expect(placed.status).toBe(201);
    const mails = await shop.mails(email);
    expect(mails.map(({ subject }) => subject).toSorted()).toEqual([
      'A new device signed in',
      'Choose a new password',
      'Please confirm your address',
      'You already have an account',
      `Your order ${placed.body.number}`,
    ]);
    for (const { subject, text, html } of mails)
      for (const part of [subject, text, html]) expect(part).not.toMatch(/evil|money|http:\/\/evil/i);
  });

  it.each([
    'Your account is locked. Call',
    '+49 30 901820 now to unlock it',
    'see evil,com',
    'evil‚com',
    'xn--evil com',
    'evil.1com',
    'evil.a',
    'Send money now',
  ])('carries of an address no text to a guest, nor to an account that is not verified: %s', async (text) => {
    const fields = ['name', 'company', 'line1', 'line2', 'city', 'region'];
    const address = { ...shippingAddress, ...Object.fromEntries(fields.map((field) => [field, text])) };
    const [guest, claimed] = [1, 2].map(() => `${newId().slice(-12)}@example.com`);
    await order(String(guest), { ...address, postalCode: text.slice(0, 20) });
    await post('register', { email: claimed, password, name: text });
    const client = shop.client.as((await post('login', { email: claimed, password })).body.accessToken);
    const body = { items: [{ sku, quantity: 1 }], shippingAddress: address, payment: { token: 'tok_ok' } };
    expect((await buy(client, { body })).status).toBe(201);
    for (const email of [guest, claimed]) {
      const mails = await shop.mails(String(email));
      const mail = mails.find(({ subject }) => subject.startsWith('Your order'));
      expect(mail?.text).toContain('It goes to the address that came with the order:\n\n  Germany\n');
      for (const part of mails.flatMap((one) => [one.subject, one.text, one.html]))
        expect(part).not.toContain(text);
    }
  });

  it('shows the address as it was ordered to the owner of the account that ordered', async () => {
    const email = await owner();
    const client = shop.client.as((await post('login', { email, password })).body.accessToken);
    const address = { ...shippingAddress, line1: 'Calle 5 nº 12', city: 'Las Palmas de Gran Canaria' };
    const body = { items: [{ sku, quantity: 1 }], shippingAddress: address, payment: { token: 'tok_ok' } };
    await buy(client, { body });
    const mail = (await shop.mails(email)).find(({ subject }) => subject.startsWith('Your order'));
    for (const words of [address.name, address.line1, address.city]) expect(mail?.text).toContain(words);
  });

  it('greets nobody by the name that a stranger chose, only the owner of the address', async () => {
    const email = `${newId().slice(-12)}@example.com`;
    await post('register', { email, password, name: 'You have won' });
    const [first] = await shop.mails(email);
    expect(first?.text).toMatch(/^Hello,\n/);
    const token = /"token":"([\w-]{43})"/.exec(first?.text ?? '')?.[1];
    await post('email/verify', { token });
    await post('password/forgot', { email });
    expect((await shop.mails(email)).at(-1)?.text).toMatch(/^Hello You have won,\n/);
  });
});
