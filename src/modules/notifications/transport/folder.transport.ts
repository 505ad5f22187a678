import { mkdir, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Logger } from '@nestjs/common';
import type { MailSettings } from '../mail-settings.js';
import { MailTransport, type OutgoingMail } from './mail-transport.js';
import { messageOf } from './message.js';

/** Keeps mails as files (RFC 5322) that only their owner may read, for installations without a mail server. */
export class FolderTransport extends MailTransport {
  private readonly logger = new Logger(FolderTransport.name);

  constructor(
    private readonly from: string,
    private readonly settings: MailSettings,
  ) {
    super();
  }

  /** The same mail again is the same file. */
  override async send(mail: OutgoingMail): Promise<void> {
    const { folder } = this.settings;
    // Loaded with the first mail: many installations never write one.
    const { createTransport } = await import('nodemailer');
    const writer = createTransport({ streamTransport: true, buffer: true, newline: 'windows' });
    const { message } = await writer.sendMail(messageOf(mail, this.from));
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const time = mail.createdAt.toISOString().replaceAll(/[:.]/g, '-');
    const path = join(folder, `${time}-${mail.kind}-${mail.id.replaceAll(':', '_')}.eml`);
    await writeFile(`${path}.part`, message, { mode: 0o600 });
    await rename(`${path}.part`, path);
    this.logger.log(`A mail (${mail.kind}) is in ${path}: SMTP_URL is not set`);
  }
}
