import { setTimeout } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';
import { Configuration } from '../config/configuration.js';
import type { Transactions } from '../database/transactions.js';
import { CallInsideTransaction, ContractCalls } from './contract-calls.js';
import { defineContract } from './contract.js';

abstract class Greetings {
  abstract greet(command: { name: string }): Promise<{ text: string }>;
  abstract slow(command: Record<string, never>): Promise<void>;
}
const contract = defineContract('greetings', Greetings, {
  greet: { idempotent: true },
  slow: { deadline: 20 },
});

const calls = (isOpen: boolean, environment: Record<string, string> = {}) => {
  const apart = <T>(work: () => Promise<T>) => work();
  return new ContractCalls({ isOpen, apart } as Transactions, Configuration.read([], environment));
};

describe('a call of a contract', () => {
  it('is sent by its name and gives what comes back', async () => {
    const client = calls(false).client(contract, (method, command) =>
      Promise.resolve({ text: `${method} ${JSON.stringify(command)}` }),
    );
    await expect(client.greet({ name: 'Ada' })).resolves.toEqual({ text: 'greet {"name":"Ada"}' });
  });

  it('is refused inside an open transaction, before anything is sent', async () => {
    let sent = 0;
    const client = calls(true).client(contract, () => Promise.resolve({ sent: (sent += 1) }));
    await expect(client.greet({ name: 'Ada' })).rejects.toThrow(CallInsideTransaction);
    expect(sent).toBe(0);
  });

  it('ends at its deadline', async () => {
    const client = calls(false).client(contract, async () => {
      await setTimeout(1_000, undefined, { ref: false });
      return undefined;
    });
    await expect(client.slow({})).rejects.toMatchObject({
      definition: { code: 'deadline_exceeded', status: 503 },
    });
  });

  it('waits as long as CONTRACT_DEADLINE says where its contract says nothing', async () => {
    const client = calls(false, { CONTRACT_DEADLINE: '21ms' }).client(contract, async () => {
      await setTimeout(60_000, undefined, { ref: false });
      return undefined;
    });
    await expect(client.greet({ name: 'Ada' })).rejects.toThrow(
      'greetings.greet gave no answer within 21 ms',
    );
  });

  it('passes errors on as they are', async () => {
    const failure = new Error('no');
    const client = calls(false).client(contract, () => Promise.reject(failure));
    await expect(client.greet({ name: 'Ada' })).rejects.toBe(failure);
  });
});

describe('the declaration of a contract', () => {
  it('does not compile with what JSON cannot carry', () => {
    abstract class Dates {
      abstract at(command: { when: Date }): Promise<void>;
    }
    abstract class Maps {
      abstract all(command: { id: string }): Promise<{ byId: Map<string, string> }>;
    }
    // @ts-expect-error a Date becomes a string on its way
    const dates = defineContract('dates', Dates, { at: {} });
    // @ts-expect-error a Map becomes {}
    const maps = defineContract('maps', Maps, { all: {} });
    expect([dates.name, maps.name]).toEqual(['dates', 'maps']);
  });

  it('does not compile with a method left out', () => {
    // @ts-expect-error `slow` is missing
    expect(defineContract('greetings', Greetings, { greet: {} }).name).toBe('greetings');
  });
});
