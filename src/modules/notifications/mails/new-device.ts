import { deviceName, networkAddress } from './device-name.js';
import { formatInstant } from './format.js';
import { type Letter, letter, say, type Stationery, table } from './letter.js';
import type { AccountMail } from './mail.js';

/** Tells of a sign-in from a device that was not seen before. */
export function newDevice(
  { name, at, device, address }: Extract<AccountMail, { kind: 'new_device' }>,
  stationery: Stationery,
): Letter {
  const blocks = [
    say('Somebody signed in to your account from a device that we had not seen before.'),
    table([
      ['When', formatInstant(at)],
      ['Device', deviceName(device)],
      ['Network address', networkAddress(address)],
    ]),
    say(
      'If it was you, there is nothing to do. If not, change your password at once and sign out everywhere.',
    ),
  ];
  return letter('A new device signed in', name, blocks, stationery);
}
