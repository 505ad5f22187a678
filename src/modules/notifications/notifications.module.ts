import { dirname, join } from 'node:path';
import { Inject, Logger, Module, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { Clock } from '../../kernel/clock.js';
import { Configuration } from '../../platform/config/configuration.js';
import { MetricsModule } from '../../platform/metrics/metrics.module.js';
import { MailLimit } from './limits/mail-limit.entity.js';
import { MailLimitsRepository } from './limits/mail-limits.repository.js';
import { MailLimits } from './limits/mail-limits.service.js';
import { MailCleanup } from './mail-cleanup.service.js';
import { MailSettings } from './mail-settings.js';
import { MailRow } from './mail.entity.js';
import { MailsRepository } from './mails.repository.js';
import { NotificationsService } from './notifications.service.js';
import { OrderMails } from './order-mails.service.js';
import { Sending } from './sending.service.js';
import { MailTransport } from './transport/mail-transport.js';

/** Where mail is kept without a mail server: beside the embedded database. */
function mailFolder(databaseUrl: string): string {
  const folder = databaseUrl.startsWith('sqlite:') ? dirname(databaseUrl.slice('sqlite:'.length)) : 'data';
  return join(folder, 'mail');
}

/** Mail: taken from other modules and sent. */
@Module({
  imports: [TypeOrmModule.forFeature([MailRow, MailLimit]), MetricsModule],
  providers: [
    MailCleanup,
    MailLimits,
    MailLimitsRepository,
    MailsRepository,
    NotificationsService,
    OrderMails,
    Sending,
    {
      provide: MailSettings,
      inject: [Configuration],
      useFactory: ({ database }: Configuration) => new MailSettings(mailFolder(database.url)),
    },
    {
      provide: MailTransport,
      inject: [Configuration, MailSettings, Clock],
      useFactory: async ({ mail }: Configuration, settings: MailSettings, clock: Clock) => {
        if (mail.smtpUrl === undefined) {
          const { FolderTransport } = await import('./transport/folder.transport.js');
          return new FolderTransport(mail.from, settings);
        }
        const { SmtpTransport } = await import('./transport/smtp.transport.js');
        return new SmtpTransport(mail.smtpUrl, mail.from, settings, clock);
      },
    },
  ],
  exports: [NotificationsService],
})
export class NotificationsModule implements OnModuleInit, OnApplicationShutdown {
  constructor(
    @Inject(MailTransport) private readonly transport: MailTransport,
    private readonly configuration: Configuration,
  ) {}

  onModuleInit(): void {
    if (this.configuration.production && this.configuration.mail.smtpUrl === undefined)
      new Logger(NotificationsModule.name).warn(
        'SMTP_URL is not set: mail is kept in files and reaches nobody',
      );
  }

  /** The relay has stopped by now: nothing is being sent. */
  onApplicationShutdown(): void {
    this.transport.close();
  }
}
