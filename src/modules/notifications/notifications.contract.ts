import { defineContract } from '../../platform/contracts/contract.js';
import type { AccountMail } from './mails/mail.js';

export type { AccountMail };

/** What other modules may ask of notifications. */
export abstract class Notifications {
  /**
   * Accepts a mail for sending, once per id; the same id again does nothing. It is sent soon after, also when the mail
   * server is away for a while.
   * @param command.id at most 64 letters, digits and `.:_-`, such as an event's id
   * @example `{ id: '0193…', to: 'mara@example.com', mail: { kind: 'already_registered', name: 'Mara' } }` → `{ accepted: true }`
   */
  abstract send(command: { id: string; to: string; mail: AccountMail }): Promise<{ accepted: true }>;
}

export const notificationsContract = defineContract('notifications', Notifications, {
  send: { idempotent: true },
});
