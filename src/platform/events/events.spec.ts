import { setTimeout } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Injectable } from '@nestjs/common';
import type { TestingModule } from '@nestjs/testing';
import { DataSource } from 'typeorm';
import { createTestDatabase, databaseKind, type TestDatabase } from '../../../test/support/database.js';
import { startPlatform } from '../../../test/support/platform.js';
import { until } from '../../../test/support/until.js';
import { Transactions } from '../database/transactions.js';
import { DeliveriesRepository } from './deliveries.repository.js';
import { DomainEvent, type ReceivedEvent } from './domain-event.js';
import { EventRelay } from './event-relay.js';
import { Events } from './events.js';
import { EventsModule } from './events.module.js';
import { OutboxStatus, ParkedDeliveries } from './outbox.js';
import { Subscribe } from './subscribe.js';

class LampLit extends DomainEvent<{ lamp: number }> {
  static readonly type = 'lights.lamp-lit.v1';
}
class LampBroken extends DomainEvent<{ lamp: number }> {
  static readonly type = 'lights.lamp-broken.v1';
}

@Injectable()
class Keeper {
  readonly outside: ReceivedEvent<LampLit>[] = [];
  failures = 0;

  constructor(private readonly transactions: Transactions) {}

  @Subscribe(LampLit, { name: 'keeper.count', effect: 'transactional' })
  async count({ payload }: ReceivedEvent<LampLit>): Promise<void> {
    await this.transactions.manager.query('INSERT INTO lamps (lamp) VALUES (?)', [payload.lamp]);
    if (this.failures > 0) {
      this.failures -= 1;
      throw new Error('The keeper sleeps');
    }
  }

  @Subscribe(LampLit, { name: 'keeper.watch', effect: 'external' })
  async watch(event: ReceivedEvent<LampLit>): Promise<void> {
    this.outside.push(event);
    expect(this.transactions.isOpen).toBe(false);
  }
}

describe(`Events on ${databaseKind}`, () => {
  let database: TestDatabase;
  let platform: TestingModule;
  let transactions: Transactions;
  let dataSource: DataSource;
  let events: Events;
  let relay: EventRelay;
  let keeper: Keeper;

  beforeAll(async () => {
    database = await createTestDatabase();
    platform = await startPlatform(database.url, {
      migrate: true,
      imports: [EventsModule],
      providers: [Keeper],
      relay: { poll: 100, firstRetry: 1, maxAttempts: 3 },
    });
    transactions = platform.get(Transactions);
    dataSource = platform.get(DataSource);
    events = platform.get(Events);
    relay = platform.get(EventRelay);
    keeper = platform.get(Keeper);
    await dataSource.query('CREATE TABLE lamps (lamp int NOT NULL)');
  });
  afterAll(async () => {
    await platform.close();
    await database.drop();
  });
  beforeEach(async () => {
    await relay.drain();
    for (const table of ['lamps', 'platform_event_deliveries', 'platform_events']) {
      await dataSource.query(`DELETE FROM ${table}`);
    }
    keeper.outside.length = 0;
    keeper.failures = 0;
  });

  const light = (lamp: number, dueAt?: Date) =>
    transactions.run(() => events.publish(new LampLit({ lamp }), { dueAt }));
  const lamps = async () =>
    (await dataSource.query<{ lamp: number }[]>('SELECT lamp FROM lamps')).map(({ lamp }) => lamp);
  const states = async () => {
    const rows = await dataSource.query<{ state: string }[]>(
      'SELECT state FROM platform_event_deliveries ORDER BY subscriber',
    );
    return rows.map(({ state }) => state);
  };

  it('reach every subscriber once, after the commit', async () => {
    await transactions.run(async () => {
      await events.publish(new LampLit({ lamp: 7 }));
      expect(keeper.outside).toEqual([]);
    });
    await until('both have handled it', async () => (await states()).every((state) => state === 'done'));
    expect(await lamps()).toEqual([7]);
    expect(keeper.outside).toEqual([
      {
        id: expect.any(String),
        type: 'lights.lamp-lit.v1',
        occurredAt: expect.any(Date),
        payload: { lamp: 7 },
      },
    ]);
  });

  it('are forgotten with the transaction that published them', async () => {
    const work = transactions.run(async () => {
      await events.publish(new LampLit({ lamp: 7 }));
      throw new Error('no');
    });
    await expect(work).rejects.toThrow('no');
    await relay.drain();
    expect(await states()).toEqual([]);
    expect(keeper.outside).toEqual([]);
  });

  it('cannot be published outside a transaction', async () => {
    await expect(events.publish(new LampLit({ lamp: 1 }))).rejects.toThrow('inside a transaction');
  });

  it('may have no subscriber', async () => {
    await transactions.run(() => events.publish(new LampBroken({ lamp: 1 })));
    expect(await states()).toEqual([]);
  });

  it('undo what a failing transactional handler wrote, and try it again', async () => {
    keeper.failures = 2;
    await light(3);
    await until('it has worked', async () => (await states()).every((state) => state === 'done'));
    expect(await lamps()).toEqual([3]);
    expect(keeper.outside).toHaveLength(1);
  });

  it('are parked with the last error after too many failures, until an operator replays them', async () => {
    keeper.failures = 3;
    await light(4);
    await until('it is parked', async () => (await states()).includes('parked'));
    const parked = platform.get(ParkedDeliveries);
    const [delivery, ...others] = await parked.list();
    expect(others).toEqual([]);
    expect(delivery).toMatchObject({
      type: 'lights.lamp-lit.v1',
      subscriber: 'keeper.count',
      attempts: 3,
      lastError: 'Error: The keeper sleeps',
    });
    expect(await platform.get(OutboxStatus).read()).toMatchObject({ parked: 1 });
    expect(await lamps()).toEqual([]);

    expect(await parked.replay([String(delivery?.id)])).toBe(1);
    await until('it has worked', async () => (await lamps()).length === 1);
    expect(await parked.list()).toEqual([]);
  });

  it('arrive on time when they are due later, once, and not before', async () => {
    const dueAt = new Date(Date.now() + 700);
    // On a busy machine no timer of this process is punctual: it is as late as the next one may be.
    const timer = setTimeout(700).then(() => Date.now());
    await light(5, dueAt);
    expect(await platform.get(OutboxStatus).read()).toEqual({ pending: 2, parked: 0, lag: 0 });
    await relay.drain();
    expect(keeper.outside).toEqual([]);
    await until('it has arrived', () => keeper.outside.length > 0);
    const arrived = Date.now();
    expect(arrived).toBeGreaterThanOrEqual(dueAt.getTime());
    expect(arrived - (await timer)).toBeLessThan(1_500);
    await relay.drain();
    expect(await lamps()).toEqual([5]);
    expect(keeper.outside).toHaveLength(1);
  });

  it('tell how long the oldest has been waiting', async () => {
    await dataSource.query(
      `INSERT INTO platform_events (id, type, payload, occurred_at) VALUES ('e', 'x', '{}', ?)`,
      [new Date()],
    );
    const since = Date.now() - 5_000;
    await dataSource.query(
      `INSERT INTO platform_event_deliveries (id, event_id, subscriber, state, due_at, attempts)
       VALUES ('d', 'e', 'of another process', 'pending', ?, 0)`,
      [new Date(since)],
    );
    const { pending, lag } = await platform.get(OutboxStatus).read();
    expect(pending).toBe(1);
    expect(lag).toBeGreaterThanOrEqual(5_000);
    expect(lag).toBeLessThanOrEqual(Date.now() - since);
  });

  it('are kept a while when they are done, then deleted', async () => {
    await light(6);
    await until('it is done', async () => (await states()).every((state) => state === 'done'));
    await relay.cleanUp();
    expect(await states()).toEqual(['done', 'done']);
    const longAgo = new Date(Date.now() - 8 * 24 * 3_600_000);
    await dataSource.query('UPDATE platform_event_deliveries SET due_at = ?', [longAgo]);
    await dataSource.query('UPDATE platform_events SET occurred_at = ?', [longAgo]);
    await relay.cleanUp();
    expect(await states()).toEqual([]);
    expect(await dataSource.query('SELECT id FROM platform_events')).toEqual([]);
  });

  it('belong to the relay that claimed them last: a slow one can neither finish nor fail them', async () => {
    const deliveries = platform.get(DeliveriesRepository);
    const claim = () =>
      deliveries
        .claim(['keeper.slow'], 1, new Date(), new Date(Date.now() - 1))
        .then(([delivery]) => delivery!);
    await transactions.run(() =>
      deliveries.add(
        { id: 'e', type: LampLit.type, payload: { lamp: 1 }, occurredAt: new Date() },
        ['keeper.slow'],
        new Date(),
      ),
    );
    const slow = await claim();
    const next = await claim();
    expect(next).toMatchObject({ id: slow.id, attempts: 2 });
    expect(await deliveries.finish(slow, new Date())).toBe(false);
    expect(await deliveries.fail(slow, { state: 'parked', dueAt: new Date(), lastError: 'x' })).toBe(false);
    expect(await states()).toEqual(['pending']);
    expect(await deliveries.finish(next, new Date())).toBe(true);
    expect(await states()).toEqual(['done']);
  });
});
