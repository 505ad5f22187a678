import { alreadyRegistered } from './already-registered.js';
import { apiKeyCreated } from './api-key-created.js';
import type { Letter, Stationery } from './letter.js';
import type { Mail } from './mail.js';
import { newDevice } from './new-device.js';
import { orderConfirmed } from './order-confirmed.js';
import { orderShipped } from './order-shipped.js';
import { passwordChanged } from './password-changed.js';
import { resetPassword } from './reset-password.js';
import { secondFactor } from './second-factor.js';
import { verifyEmail } from './verify-email.js';

type Writer<M extends Mail> = (mail: M, stationery: Stationery) => Letter;

const writers: { readonly [Kind in Mail['kind']]: Writer<Extract<Mail, { kind: Kind }>> } = {
  verify_email: verifyEmail,
  already_registered: alreadyRegistered,
  reset_password: resetPassword,
  password_changed: passwordChanged,
  new_device: newDevice,
  api_key_created: apiKeyCreated,
  second_factor_on: secondFactor,
  second_factor_off: secondFactor,
  order_confirmed: orderConfirmed,
  order_shipped: orderShipped,
};

/** The text of any mail. */
export function writeLetter(mail: Mail, stationery: Stationery): Letter {
  const write = writers[mail.kind] as Writer<Mail>;
  return write(mail, stationery);
}
