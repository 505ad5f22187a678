import { defineContract } from '../../platform/contracts/contract.js';
import type { AccountMail } from './mails/mail.js';

export type { AccountMail };

/** Asks for a mail. */
export interface SendMail {
  readonly id: string;
  readonly to: string;
  readonly mail: AccountMail;
  readonly proved?: boolean;
}

/** What other modules may ask of notifications. */
export abstract class Notifications {
  /**
   * Accepts a mail for sending, once per id; the same id again does nothing. It is sent soon after, also when the mail
   * server is away for a while, unless its recipient got too many lately: then it is dropped, and nobody is told.
   * @param command.id at most 64 letters, digits and `.:_-`, such as an event's id
   * @param command.proved whether the address was shown to be that of the account: then strangers cannot keep this mail away
   * @example `{ id: '0193…', to: 'mara@example.com', mail: { kind: 'already_registered', name: 'Mara' } }` → `{ accepted: true }`
   */
  abstract send(command: SendMail): Promise<{ accepted: true }>;
}

export const notificationsContract = defineContract('notifications', Notifications, {
  send: { idempotent: true },
});
