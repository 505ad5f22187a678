import { formatInstant } from './format.js';
import { type Letter, letter, say, type Stationery } from './letter.js';
import type { AccountMail } from './mail.js';
import { tokenBlocks } from './token-blocks.js';

/** Asks whether an address belongs to who registered with it. */
export function verifyEmail(
  { name, token, expiresAt }: Extract<AccountMail, { kind: 'verify_email' }>,
  stationery: Stationery,
): Letter {
  const blocks = [
    say('Please confirm that this is your address.'),
    ...tokenBlocks(stationery, {
      label: 'Confirm my address',
      page: 'verify-email',
      token,
      request: 'POST /api/v1/auth/email/verify',
      body: { token },
    }),
    say(`This works until ${formatInstant(expiresAt)}.`),
    say('If you did not register, do not confirm: somebody else has chosen the password of this account.'),
  ];
  return letter('Please confirm your address', name, blocks, stationery);
}
