import { DomainEvent } from '../../platform/events/domain-event.js';

/** A mail was written down and is to be sent. For this module alone. */
export class MailAccepted extends DomainEvent<{ mailId: string }> {
  static readonly type = 'notifications.mail-accepted.v1';
}
