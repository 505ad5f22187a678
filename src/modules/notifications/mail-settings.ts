/** How mail is sent. Durations are milliseconds. */
export class MailSettings {
  /** How long the mail server may take for a connection, its greeting, and each answer. */
  timeout = 10_000;
  /** How long one mail may take in all; less than the lease of its delivery, a minute. */
  deadline = 45_000;
  /** How long a mail server that gave no answer is left alone. */
  pause = 10_000;
  /** How long it is remembered that a mail was sent: so long its id means the same mail. */
  retention = 90 * 24 * 3_600_000;

  /** @param folder where mail is kept when there is no mail server */
  constructor(readonly folder: string) {}
}
