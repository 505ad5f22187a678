import { randomBytes } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { TestingModule } from '@nestjs/testing';
import { TypeOrmModule } from '@nestjs/typeorm';
import { createTestDatabase, databaseKind, type TestDatabase } from '../../../../test/support/database.js';
import { startPlatform } from '../../../../test/support/platform.js';
import { until } from '../../../../test/support/until.js';
import { Clock } from '../../../kernel/clock.js';
import { defineError } from '../../../kernel/errors.js';
import { newId } from '../../../kernel/ids.js';
import { KeyRing } from '../../encryption/key-ring.js';
import { Resealing } from '../../encryption/resealing.js';
import { Transactions } from '../../database/transactions.js';
import { IdempotencyRecord } from './idempotency.entity.js';
import { IdempotencyRepository } from './idempotency.repository.js';
import { type Claim, Idempotency, type KeyedRequest } from './idempotency.service.js';

let database: TestDatabase;
let testing: TestingModule;
let idempotency: Idempotency;
const [olderKey, newerKey] = [randomBytes(32), randomBytes(32)];
/** The keys of the process: a test may put a newer one in front. */
let ring = new KeyRing([olderKey]);
const keys: Pick<KeyRing, 'seal' | 'open' | 'isSealed' | 'isCurrent'> = {
  seal: (text, place) => ring.seal(text, place),
  open: (sealed, place) => ring.open(sealed, place),
  isSealed: (text) => ring.isSealed(text),
  isCurrent: (sealed) => ring.isCurrent(sealed),
};

beforeAll(async () => {
  database = await createTestDatabase();
  testing = await startPlatform(database.url, {
    imports: [TypeOrmModule.forFeature([IdempotencyRecord])],
    providers: [Idempotency, IdempotencyRepository, Resealing, { provide: KeyRing, useValue: keys }],
    migrate: true,
  });
  idempotency = testing.get(Idempotency);
});
afterAll(async () => {
  await testing.close();
  await database.drop();
});
afterEach(() => {
  jest.restoreAllMocks();
});

function later(milliseconds: number): void {
  jest
    .spyOn(testing.get(Clock, { strict: false }), 'now')
    .mockReturnValue(new Date(Date.now() + milliseconds));
}

const request = (): KeyedRequest => ({
  caller: 'ada',
  key: newId(),
  method: 'POST',
  path: '/things',
  body: '{"a":1}',
});

async function claim(keyed: KeyedRequest): Promise<Claim> {
  const begun = await idempotency.begin(keyed);
  if ('answer' in begun) throw new Error('there is an answer already');
  return begun.claim;
}

const inProgress = { definition: { code: 'idempotency_in_progress' } };

describe(`an idempotency key on ${databaseKind}`, () => {
  it('is held by one of many attempts', async () => {
    const keyed = request();
    const attempts = await Promise.allSettled(Array.from({ length: 30 }, () => claim(keyed)));
    expect(attempts.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  });

  it('gives the stored answer once there is one, to the same caller and request alone', async () => {
    const keyed = request();
    await idempotency.complete(await claim(keyed), { status: 201, body: { id: 7 } });
    expect(await idempotency.begin(keyed)).toEqual({ answer: { status: 201, body: { id: 7 } } });
    expect(await idempotency.begin({ ...keyed, caller: 'eve' })).toHaveProperty('claim');
    for (const other of [{ body: '{}' }, { path: '/others' }])
      await expect(idempotency.begin({ ...keyed, ...other })).rejects.toMatchObject({
        definition: { code: 'idempotency_key_reused' },
      });
  });

  it('remembers an answer without a body', async () => {
    const keyed = request();
    await idempotency.complete(await claim(keyed), { status: 204, body: undefined });
    expect(await idempotency.begin(keyed)).toEqual({ answer: { status: 204, body: undefined } });
  });

  it('is free again after a failure that left nothing behind', async () => {
    const keyed = request();
    await idempotency.release(await claim(keyed));
    expect(await idempotency.begin(keyed)).toHaveProperty('claim');
  });

  it('stays answered, whatever fails after the answer was stored', async () => {
    const keyed = request();
    const mine = await claim(keyed);
    await idempotency.complete(mine, { status: 201, body: {} });
    await idempotency.release(mine);
    expect(await idempotency.begin(keyed)).toHaveProperty('answer');
  });

  it('is taken over from an attempt that has vanished, which can then commit nothing', async () => {
    const keyed = request();
    const vanished = await claim(keyed);
    await expect(claim(keyed)).rejects.toMatchObject(inProgress);
    later(16_000);
    const attempts = await Promise.allSettled(Array.from({ length: 10 }, () => claim(keyed)));
    expect(attempts.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);

    const transactions = testing.get(Transactions);
    const late = transactions.run(() => idempotency.complete(vanished, { status: 201, body: {} }));
    await expect(late).rejects.toMatchObject(inProgress);
  });

  it('stays with an attempt that takes long, as long as that lives', async () => {
    const ended = Promise.withResolvers<void>();
    const keyed = request();
    const mine = await claim(keyed);
    const renewal = jest.spyOn(globalThis, 'setInterval');
    const work = idempotency.during(mine, () => ended.promise);
    later(14_000);
    for (const [renew] of renewal.mock.calls) renew();
    const records = testing.get(IdempotencyRepository);
    await until('the claim is renewed', async () => {
      const record = await records.find(mine.id);
      return record !== null && record.leaseUntil > new Date(Date.now() + 20_000);
    });
    later(28_000);
    await expect(claim(keyed)).rejects.toMatchObject(inProgress);
    ended.resolve();
    await work;
    later(30_000);
    expect((await claim(keyed)).id).toBe(mine.id);
  });

  it('of a use case with several transactions keeps the first answer that settles it, errors too', async () => {
    const [good, bad] = [request(), request()];
    const settled = await claim(good);
    await idempotency.settle(settled.id, { status: 201, body: { id: 7 } });
    await idempotency.settle(settled.id, { status: 202, body: { id: 8 } });
    expect(await idempotency.answerOf(settled.id)).toEqual({ status: 201, body: { id: 7 } });
    expect(await idempotency.begin(good)).toEqual({ answer: { status: 201, body: { id: 7 } } });

    const refused = await claim(bad);
    expect(await idempotency.answerOf(refused.id)).toBeUndefined();
    const declined = defineError('spec_declined', 402, 'Declined');
    await idempotency.settle(refused.id, declined('no money', { extensions: { orderId: '7' } }));
    await expect(idempotency.begin(bad)).rejects.toMatchObject({
      definition: { code: 'spec_declined', status: 402 },
      detail: 'no money',
      extensions: { orderId: '7' },
    });
  });

  it('that is yielded leads the next attempt to the same use, for the same request alone', async () => {
    const keyed = request();
    const first = await claim(keyed);
    await idempotency.yield(first);
    await expect(idempotency.begin({ ...keyed, body: '{}' })).rejects.toMatchObject({
      definition: { code: 'idempotency_key_reused' },
    });
    expect((await claim(keyed)).id).toBe(first.id);
  });

  it('keeps its answer sealed, bound to its use, and opens what an earlier version stored in the clear', async () => {
    const records = testing.get(IdempotencyRepository);
    const keyed = request();
    const { id } = await claim(keyed);
    const answer = { status: 201, body: { orderToken: 'a secret', city: 'Żywiec' } };
    await idempotency.settle(id, answer);
    const stored = (await records.find(id))?.body ?? '';
    expect(stored).not.toMatch(/secret|ywiec/);
    expect(await idempotency.begin(keyed)).toEqual({ answer });

    const { manager } = testing.get(Transactions);
    const other = request();
    const { id: otherId } = await claim(other);
    await idempotency.settle(otherId, answer);
    await manager.update(IdempotencyRecord, { id: otherId }, { body: stored });
    await expect(idempotency.begin(other)).rejects.toThrow('cannot be decrypted');

    await manager.update(IdempotencyRecord, { id: otherId }, { body: JSON.stringify(answer.body) });
    expect(await idempotency.begin(other)).toEqual({ answer });

    ring = new KeyRing([newerKey, olderKey]);
    await testing.get(Resealing).run();
    ring = new KeyRing([newerKey]);
    for (const again of [keyed, other]) expect(await idempotency.begin(again)).toEqual({ answer });
  });

  it('is forgotten after a day, however many there are', async () => {
    const { manager } = testing.get(Transactions);
    await manager.clear(IdempotencyRecord);
    const [old, young] = [request(), request()];
    const expired = await claim(old);
    const row = await manager.findOneByOrFail(IdempotencyRecord, { id: expired.id });
    await manager.insert(
      IdempotencyRecord,
      Array.from({ length: 600 }, () => ({ ...row, id: `${newId()}${newId().slice(8)}` })),
    );
    later(24 * 3_600_000 - 60_000);
    await claim(young);
    await idempotency.deleteExpired();
    expect(await manager.count(IdempotencyRecord)).toBe(602);
    later(24 * 3_600_000 + 60_000);
    await idempotency.deleteExpired();
    expect(await manager.count(IdempotencyRecord)).toBe(1);
  });

  it('that others may guess is answered once, and then says only that it was', async () => {
    const [keyed, bad] = [request(), request()].map((made) => ({ ...made, isGuessable: true })) as [
      KeyedRequest,
      KeyedRequest,
    ];
    await idempotency.complete(await claim(keyed), { status: 201, body: { id: 7 } });
    const declined = defineError('spec_refused', 402, 'Refused');
    await idempotency.settle((await claim(bad)).id, declined('no money', { extensions: { orderId: '7' } }));
    for (const [sent, answerStatus] of [
      [keyed, 201],
      [bad, 402],
    ] as const)
      await expect(idempotency.begin(sent)).rejects.toMatchObject({
        definition: { code: 'idempotency_answer_withheld' },
        extensions: { answerStatus },
      });
  });
});
