import { beforeEach, describe, expect, it, jest } from '@jest/globals';
import { setImmediate } from 'node:timers/promises';

// The cache below takes its clock when it is loaded.
jest.useFakeTimers({ doNotFake: ['setImmediate', 'nextTick', 'queueMicrotask'] });
const { Beliefs } = await import('./beliefs.js');
// Zero is no time to it.
jest.advanceTimersByTime(1);

describe('Beliefs', () => {
  const lifetime = 300;
  const read = jest.fn<() => Promise<string | null>>();
  let beliefs: InstanceType<typeof Beliefs<string | null>>;

  beforeEach(() => {
    beliefs = new Beliefs<string | null>(lifetime, (value) => value !== null);
    read.mockReset().mockResolvedValue('first');
  });
  const ask = (): Promise<string | null> => beliefs.get('key', read);

  it('are read once for all who ask at the same time', async () => {
    expect(await Promise.all([ask(), ask(), ask()])).toEqual(['first', 'first', 'first']);
    expect(await ask()).toBe('first');
    expect(read).toHaveBeenCalledTimes(1);
  });

  it('are read again when nobody asked until their time was over', async () => {
    await ask();
    read.mockResolvedValue('second');
    jest.advanceTimersByTime(lifetime + 10);
    expect(await ask()).toBe('second');
  });

  it('are read again before their time is over, once, while nobody waits', async () => {
    await ask();
    const { promise, resolve } = Promise.withResolvers<string>();
    read.mockReturnValue(promise);
    jest.advanceTimersByTime(lifetime * 0.8);
    expect(await Promise.all([ask(), ask(), ask()])).toEqual(['first', 'first', 'first']);
    expect(read).toHaveBeenCalledTimes(2);
    resolve('second');
    await setImmediate();
    expect(await ask()).toBe('second');
  });

  it('are not renewed by what was read before they were forgotten', async () => {
    await ask();
    const { promise, resolve } = Promise.withResolvers<string>();
    read.mockReturnValueOnce(promise);
    jest.advanceTimersByTime(lifetime * 0.8);
    await ask();
    beliefs.forget('key');
    resolve('too old');
    await setImmediate();
    read.mockResolvedValue('new');
    expect(await ask()).toBe('new');
  });

  it('are no longer held when it turns out that they are wrong', async () => {
    await ask();
    read.mockResolvedValue(null);
    jest.advanceTimersByTime(lifetime * 0.8);
    expect(await ask()).toBe('first');
    await setImmediate();
    expect(await ask()).toBeNull();
    read.mockResolvedValue('third');
    expect(await ask()).toBe('third');
  });

  it('outlive a failure to renew them, and no failure is kept', async () => {
    await ask();
    read.mockRejectedValue(new Error('no database'));
    jest.advanceTimersByTime(lifetime * 0.8);
    expect(await ask()).toBe('first');
    jest.advanceTimersByTime(lifetime * 0.3);
    await expect(ask()).rejects.toThrow('no database');
    read.mockResolvedValue('back');
    expect(await ask()).toBe('back');
  });
});
