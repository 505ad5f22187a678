import { formatInstant } from './format.js';
import { type Letter, letter, say, type Stationery } from './letter.js';
import type { AccountMail } from './mail.js';

/** Tells that sign-ins ask for one-time codes now, or do not any more. */
export function secondFactor(
  { kind, name, at }: Extract<AccountMail, { kind: 'second_factor_on' | 'second_factor_off' }>,
  stationery: Stationery,
): Letter {
  const turned = kind === 'second_factor_on' ? 'on' : 'off';
  const blocks = [
    say(`One-time codes were turned ${turned} for your account on ${formatInstant(at)}.`),
    say('If it was not you, ask for a new password at once, and tell us.'),
  ];
  return letter(`One-time codes were turned ${turned}`, name, blocks, stationery);
}
