import { formatInstant } from './format.js';
import { type Letter, letter, say, type Stationery } from './letter.js';
import type { AccountMail } from './mail.js';
import { tokenBlocks } from './token-blocks.js';

/** Lets who forgot a password choose a new one. */
export function resetPassword(
  { name, token, expiresAt }: Extract<AccountMail, { kind: 'reset_password' }>,
  stationery: Stationery,
): Letter {
  const blocks = [
    say('Somebody, probably you, asked for a new password for your account.'),
    ...tokenBlocks(stationery, {
      label: 'Choose a new password',
      page: 'reset-password',
      token,
      request: 'POST /api/v1/auth/password/reset',
      body: { token, password: 'your new password' },
    }),
    say(`This works once, until ${formatInstant(expiresAt)}.`),
    say('If it was not you, there is nothing to do: your password stays as it is.'),
  ];
  return letter('Choose a new password', name, blocks, stationery);
}
