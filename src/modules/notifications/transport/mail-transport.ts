import type { Letter } from '../mails/letter.js';

/** A mail, ready to go. */
export interface OutgoingMail extends Letter {
  readonly id: string;
  readonly kind: string;
  readonly to: string;
  readonly createdAt: Date;
}

/** The mail server will not take a mail for this recipient, today or later. */
export class RecipientRefused extends Error {}

/** The mail did not get through, and may later. The message names no address. */
export class MailNotSent extends Error {}

/** Takes mails out of the house. */
export abstract class MailTransport {
  /** @throws RecipientRefused, MailNotSent */
  abstract send(mail: OutgoingMail): Promise<void>;

  /** Lets go of connections. */
  close(): void {}
}
