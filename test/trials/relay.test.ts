import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import type { TestingModule } from '@nestjs/testing';
import { DataSource } from 'typeorm';
import { Transactions } from '../../src/platform/database/transactions.js';
import { EventRelay } from '../../src/platform/events/event-relay.js';
import { DeliveriesRepository } from '../../src/platform/events/deliveries.repository.js';
import { Events } from '../../src/platform/events/events.js';
import { EventsModule } from '../../src/platform/events/events.module.js';
import { type Child, startChild } from '../support/child-process.js';
import { createTestDatabase, databaseKind, type TestDatabase } from '../support/database.js';
import { startPlatform } from '../support/platform.js';
import { effectsTable, ParcelSent, Receiver } from '../support/relay-events.js';
import { fullTrials, seededRandom } from '../support/trials.js';
import { until } from '../support/until.js';

const parcels = fullTrials ? 400 : 150;
const kills = fullTrials ? 20 : 4;

describe(`Event relays on ${databaseKind}`, () => {
  const random = seededRandom('Event relays');
  let database: TestDatabase;
  let publisher: TestingModule;
  let dataSource: DataSource;
  const platforms: TestingModule[] = [];
  const children: Child[] = [];

  beforeEach(async () => {
    database = await createTestDatabase();
    publisher = await startPlatform(database.url, {
      migrate: true,
      imports: [EventsModule],
      providers: [Receiver],
      // Knows the subscribers, but leaves the work to others.
      relay: { poll: 1_000_000, parallel: 1 },
    });
    platforms.push(publisher);
    await publisher.get(EventRelay).beforeApplicationShutdown();
    dataSource = publisher.get(DataSource);
    await dataSource.query(effectsTable);
  });
  afterEach(async () => {
    for (const child of children.splice(0)) child.process.kill('SIGKILL');
    for (const platform of platforms.splice(0)) await platform.close();
    await database.drop();
  });

  async function publish(count: number): Promise<void> {
    const transactions = publisher.get(Transactions);
    for (let parcel = 0; parcel < count; parcel += 1) {
      await transactions.run(() => publisher.get(Events).publish(new ParcelSent({ parcel })));
    }
  }

  const effects = async (handler: string) => {
    const rows = await dataSource.query<{ parcel: unknown }[]>(
      'SELECT parcel FROM effects WHERE handler = ? ORDER BY parcel',
      [handler],
    );
    return rows.map(({ parcel }) => Number(parcel));
  };
  const unfinished = async () => {
    const [row] = await dataSource.query<{ count: unknown }[]>(
      `SELECT COUNT(*) AS count FROM platform_event_deliveries WHERE state <> 'done'`,
    );
    return Number(row?.count);
  };
  const all = Array.from({ length: parcels }, (_, parcel) => parcel);

  it(`lose nothing and do nothing twice when they are killed in the middle of handling (${kills} times)`, async () => {
    await publish(parcels);
    let killed = 0;
    for (let round = 0; round <= kills; round += 1) {
      const child = startChild('relay-process.ts', database.url, '1000');
      children.push(child);
      await until('the relay is ready', () => child.output().includes('ready'));
      const goal = (await unfinished()) - Math.ceil((random() * 2 * parcels) / kills);
      await until('it has handled some', async () => (await unfinished()) <= Math.max(goal, 0), 30_000);
      if (round === kills) await until('all is done', async () => (await unfinished()) === 0, 60_000);
      if ((await unfinished()) > 0) killed += 1;
      child.process.kill('SIGKILL');
      await child.ended;
    }
    expect(await effects('transactional')).toEqual(all);
    expect([...new Set(await effects('external'))]).toEqual(all);
    console.info(`${killed} kills with work left`);
    expect(killed).toBeGreaterThan(0);
  });

  it('share the work: of two, both handle some, and each delivery is handled once', async () => {
    await publish(parcels);
    for (let process = 1; process <= 2; process += 1) {
      children.push(startChild('relay-process.ts', database.url, '60000'));
    }
    await until('all is done', async () => (await unfinished()) === 0, 30_000);
    expect(await effects('transactional')).toEqual(all);
    expect(await effects('external')).toEqual(all);
    const workers = await dataSource.query('SELECT process FROM effects GROUP BY process');
    expect(workers).toHaveLength(2);
  });

  it('can neither commit nor finish when they were slow and another has taken over', async () => {
    const slow = await startPlatform(database.url, {
      imports: [EventsModule],
      providers: [Receiver],
      relay: { poll: 20, lease: 50 },
    });
    platforms.push(slow);
    const handler = jest.spyOn(slow.get(Receiver), 'stock');
    let letGo: () => void = () => undefined;
    const gate = new Promise<void>((resolve) => (letGo = resolve));
    // Holds the transactional delivery before its transaction, which comes after that of the claim, and the external
    // one before it is marked done.
    const transactions = slow.get(Transactions);
    const run = transactions.run.bind(transactions);
    const running = jest.spyOn(transactions, 'run').mockImplementation(async (work) => {
      if (running.mock.calls.length > 1) await gate;
      return run(work);
    });
    const deliveries = slow.get(DeliveriesRepository);
    const finish = deliveries.finish.bind(deliveries);
    const answers: boolean[] = [];
    const finishing = jest.spyOn(deliveries, 'finish').mockImplementation(async (...delivery) => {
      await gate;
      answers.push(await finish(...delivery));
      return Boolean(answers.at(-1));
    });
    await publish(1);
    await until('both are held', () => running.mock.calls.length > 1 && finishing.mock.calls.length === 1);
    const stopping = slow.get(EventRelay).beforeApplicationShutdown();

    children.push(startChild('relay-process.ts', database.url, '60000'));
    await until('another relay has done both', async () => (await unfinished()) === 0);
    letGo();
    await stopping;
    // It waits for what it has begun only so long.
    await until('both have come to their end', () => answers.length === 2);
    expect(answers).toEqual([false, false]);
    expect(handler).not.toHaveBeenCalled();
    expect(await effects('transactional')).toEqual([0]);
    expect(await effects('external')).toEqual([0, 0]);
  });
});
