import { createTransport } from 'nodemailer';
import type { Clock } from '../../../kernel/clock.js';
import type { MailSettings } from '../mail-settings.js';
import { MailNotSent, MailTransport, type OutgoingMail, RecipientRefused } from './mail-transport.js';
import { messageOf } from './message.js';

/** What nodemailer says of a failure. Its message quotes the server, which quotes the address: it is not passed on. */
interface SmtpFailure {
  readonly code?: string;
  readonly command?: string;
  /** Absent when the server gave no answer. */
  readonly responseCode?: number;
  readonly response?: string;
}

/**
 * Sends over SMTP. While the server cannot be reached, one mail at a time tries it and the others fail at once: waiting
 * for it, they would hold up all other events.
 */
export class SmtpTransport extends MailTransport {
  private readonly pool;
  /** When it last gave no answer; undefined when it did. */
  private awaySince?: number;

  constructor(
    url: string,
    private readonly from: string,
    private readonly settings: MailSettings,
    private readonly clock: Clock,
  ) {
    super();
    const { timeout } = settings;
    this.pool = createTransport({
      url,
      pool: true,
      maxRequeues: 1,
      connectionTimeout: timeout,
      greetingTimeout: timeout,
      socketTimeout: timeout,
      dnsTimeout: timeout,
    });
  }

  override async send(mail: OutgoingMail): Promise<void> {
    this.takeTurn();
    try {
      const signal = AbortSignal.timeout(this.settings.deadline);
      await this.pool.sendMail({ ...messageOf(mail, this.from), signal });
      this.awaySince = undefined;
    } catch (error) {
      const failure = error as SmtpFailure;
      this.awaySince = failure.responseCode === undefined ? this.clock.now().getTime() : undefined;
      throw refusesRecipient(failure)
        ? new RecipientRefused(describe(failure))
        : new MailNotSent(describe(failure));
    }
  }

  override close(): void {
    this.pool.close();
  }

  /** While the server is away, the first to come after a pause tries it. */
  private takeTurn(): void {
    if (this.awaySince === undefined) return;
    const now = this.clock.now().getTime();
    if (now < this.awaySince + this.settings.pause)
      throw new MailNotSent('The mail server gave no answer; it is tried again soon');
    this.awaySince = now;
  }
}

/** Whether the server will never take mail for the address. Status 5.7 is about us (RFC 3463): not signed in, or not trusted. */
function refusesRecipient({ command, responseCode = 0, response = '' }: SmtpFailure): boolean {
  return command === 'RCPT TO' && responseCode >= 500 && !/^\d{3}[ -]5\.7\./.test(response);
}

function describe({ code, command, responseCode }: SmtpFailure): string {
  return responseCode === undefined
    ? `The mail server gave no answer (${code ?? 'unknown'})`
    : `The mail server answered ${responseCode} to ${command ?? 'a command'}`;
}
