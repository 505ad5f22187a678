import { formatInstant } from './format.js';
import { type Letter, letter, say, type Stationery, table } from './letter.js';
import type { AccountMail } from './mail.js';

/** Tells that an account has a new API key, so that one made by a thief does not go unnoticed. */
export function apiKeyCreated(
  { name, at, hint, expiresAt }: Extract<AccountMail, { kind: 'api_key_created' }>,
  stationery: Stationery,
): Letter {
  const blocks = [
    say('Your account has a new API key. A program that has it can act for you.'),
    table([
      ['Made', formatInstant(at)],
      ['Begins with', hint],
      ['Works until', formatInstant(expiresAt)],
    ]),
    say('If it was not you, revoke the key, or ask for a new password by mail: that ends all keys.'),
  ];
  return letter('Your account has a new API key', name, blocks, stationery);
}
