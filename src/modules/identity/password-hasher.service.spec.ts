import { describe, expect, it } from '@jest/globals';
import { PasswordHasher } from './password-hasher.service.js';

const hasher = new PasswordHasher();

describe('passwords', () => {
  it('are kept as argon2id with the cost that OWASP asks for', async () => {
    expect(await hasher.hash('a password')).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
  });

  it('fit themselves alone, and in any way of typing the same characters', async () => {
    const stored = await hasher.hash('caf\u00e9 au lait');
    expect(await hasher.fits('cafe\u0301 au lait', stored)).toBe(true);
    expect(await hasher.fits('cafe au lait', stored)).toBe(false);
  });

  it('never fit an account without one', async () => {
    expect(await hasher.fits('nobody has this password', null)).toBe(false);
    expect(await hasher.fits('nobody has this password', undefined)).toBe(false);
  });

  it('wait in a bounded queue; beyond it sign-ins are told to come back', async () => {
    const crowd = await Promise.allSettled(Array.from({ length: 260 }, () => hasher.hash('a password')));
    const refused = crowd.filter(({ status }) => status === 'rejected');
    expect(refused).toHaveLength(60);
    for (const { reason } of refused as PromiseRejectedResult[])
      expect(reason).toMatchObject({
        definition: { code: 'sign_in_busy', status: 503 },
        headers: { 'retry-after': '2' },
      });
  });
});
