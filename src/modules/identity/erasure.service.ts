import { Injectable } from '@nestjs/common';
import type { ReceivedEvent } from '../../platform/events/domain-event.js';
import { Subscribe } from '../../platform/events/subscribe.js';
import { ApiKeys } from './api-keys/api-keys.service.js';
import { AuditRepository } from './audit/audit.repository.js';
import { UserDeleted } from './identity.events.js';
import { MailTokens } from './mail-tokens/mail-tokens.service.js';
import { OidcLinks } from './oidc/oidc-links.repository.js';
import { Sessions } from './sessions.service.js';
import { SecondFactor } from './totp/second-factor.service.js';

/** Forgets what identity keeps of the person behind a deleted account. The account itself was emptied when it was deleted. */
@Injectable()
export class Erasure {
  constructor(
    private readonly apiKeys: ApiKeys,
    private readonly secondFactor: SecondFactor,
    private readonly mailTokens: MailTokens,
    private readonly links: OidcLinks,
    private readonly sessions: Sessions,
    private readonly audit: AuditRepository,
  ) {}

  @Subscribe(UserDeleted, { name: 'identity.erase-user', effect: 'transactional' })
  async erase({ payload: { userId } }: ReceivedEvent<UserDeleted>): Promise<void> {
    await this.apiKeys.forget(userId);
    await this.secondFactor.forget(userId);
    await this.mailTokens.withdraw(userId, 'verify');
    await this.mailTokens.withdraw(userId, 'reset');
    await this.links.removeAllOf(userId);
    await this.sessions.forgetOrigins(userId);
    await this.audit.forgetOrigins(userId);
  }
}
