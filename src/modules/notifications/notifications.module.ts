import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { MailRow } from './mail.entity.js';
import { MailsRepository } from './mails.repository.js';
import { NotificationsService } from './notifications.service.js';

/** Mail. */
@Module({
  imports: [TypeOrmModule.forFeature([MailRow])],
  providers: [MailsRepository, NotificationsService],
  exports: [NotificationsService],
})
export class NotificationsModule {}
