import { describe, expect, it } from '@jest/globals';
import { countsOf, type Limit, mailboxOf } from './mail-limits.js';

const hour = 3_600_000;

/** When mails get through that are asked for every minute, in milliseconds from the first. */
function letThrough({ burst, every }: Limit, until: number): number[] {
  const times: number[] = [];
  let freeAt = 0;
  for (let now = 0; now < until; now += 60_000) {
    if (freeAt > now + (burst - 1) * every) continue;
    freeAt = Math.max(freeAt, now) + every;
    times.push(now);
  }
  return times;
}

/** The largest number of times within a span of milliseconds. */
const most = (times: readonly number[], span: number): number =>
  Math.max(...times.map((from) => times.filter((time) => time >= from && time < from + span).length));

describe('A limit of mails', () => {
  it('is 5 in any hour and 20 in any day for each kind that strangers can cause, beside a cap for all of them', () => {
    for (const kind of ['verify_email', 'already_registered', 'order_confirmed', 'new_device'] as const) {
      const [own] = countsOf(kind, 'any');
      const times = letThrough(own?.limit ?? { burst: 0, every: 1 }, 48 * hour);
      expect(most(times, hour)).toBe(5);
      expect(most(times, 24 * hour + 1)).toBe(20);
    }
    const [, all] = countsOf('already_registered', 'proved');
    const times = letThrough(all?.limit ?? { burst: 0, every: 1 }, 48 * hour);
    expect(most(times, hour)).toBe(8);
    expect(most(times, 24 * hour + 1)).toBe(28);
  });

  it('never leaves somebody without a token for a new password, which is good for an hour', () => {
    const [count, ...more] = countsOf('reset_password', 'any');
    expect(more).toEqual([]);
    const times = letThrough(count?.limit ?? { burst: 0, every: 1 }, 48 * hour);
    expect(most(times, hour)).toBeLessThanOrEqual(6);
    expect(most(times, 24 * hour)).toBeLessThanOrEqual(34);
    for (let now = 0; now < 48 * hour; now += 60_000)
      expect(times.some((time) => time <= now && now < time + hour)).toBe(true);
  });

  it('shares no count between what strangers cause and what a person needs', () => {
    const names = (...about: Parameters<typeof countsOf>) => countsOf(...about).map(({ name }) => name);
    const strangers = (['verify_email', 'already_registered'] as const).flatMap((kind) =>
      names(kind, 'proved'),
    );
    for (const kind of [
      'password_changed',
      'new_device',
      'api_key_created',
      'second_factor_on',
      'order_confirmed',
      'order_shipped',
    ] as const)
      for (const name of names(kind, 'proved')) {
        expect(strangers).not.toContain(name);
        expect(names(kind, 'any')).not.toContain(name);
      }
    for (const kind of ['order_confirmed', 'order_shipped'] as const) {
      expect(names(kind, 'claimed')).not.toEqual(names(kind, 'any'));
      for (const name of [...names(kind, 'any'), ...names(kind, 'claimed')])
        expect(strangers).not.toContain(name);
    }
  });
});

describe('A mailbox', () => {
  it.each([
    ['Mara@Example.COM', 'mara@example.com'],
    [' mara@example.com', 'mara@example.com'],
    ['mara+shop@example.com', 'mara@example.com'],
    ['"mara"@example.com', 'mara@example.com'],
    ['"m\\ara"@example.com', 'mara@example.com'],
    ['mara@example.com.', 'mara@example.com'],
    ['ma.ra+x@googlemail.com', 'mara@gmail.com'],
    ['+mara@example.com', '+mara@example.com'],
  ])('is the same for %j as for %j', (address, same) => {
    expect(mailboxOf(address)).toBe(mailboxOf(same));
  });

  it('is another one at another domain, and where a dot makes another name', () => {
    const addresses = ['mara@example.com', 'mara@example.org', 'm.ara@example.com', 'mar@example.com'];
    expect(new Set(addresses.map(mailboxOf)).size).toBe(addresses.length);
  });
});
