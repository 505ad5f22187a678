import { Injectable } from '@nestjs/common';
import type { ReceivedEvent } from '../../platform/events/domain-event.js';
import { Subscribe } from '../../platform/events/subscribe.js';
import { type AccountMail, Notifications } from '../notifications/index.js';
import {
  AccountRegistered,
  ApiKeyCreated,
  MailTokenWanted,
  NewDeviceSeen,
  PasswordChanged,
  RegistrationRepeated,
  SecondFactorChanged,
} from './identity.events.js';
import { MailTokens } from './mail-tokens/mail-tokens.service.js';
import { type StoredUser, UserRepository } from './user.repository.js';

/**
 * Mails about accounts. What makes them is an event, for known and unknown addresses alike: whether an address has an account
 * is looked up here, after the request was answered, so that no answer and no duration tells. How many go to one recipient is
 * bounded where they are sent, in notifications: a second limit here could be used up to keep the first from letting one through.
 */
@Injectable()
export class AccountMails {
  constructor(
    private readonly users: UserRepository,
    private readonly tokens: MailTokens,
    private readonly notifications: Notifications,
  ) {}

  @Subscribe(AccountRegistered, { name: 'identity.mail-verification', effect: 'external' })
  async registered({ id, payload }: ReceivedEvent<AccountRegistered>): Promise<void> {
    const user = await this.users.find(payload.userId);
    if (user) await this.sendToken(id, user, 'verify');
  }

  @Subscribe(RegistrationRepeated, { name: 'identity.mail-repeated-registration', effect: 'external' })
  async repeated({ id, payload }: ReceivedEvent<RegistrationRepeated>): Promise<void> {
    await this.tell(id, payload.userId, ({ name }) => ({ kind: 'already_registered', name }));
  }

  @Subscribe(MailTokenWanted, { name: 'identity.mail-token', effect: 'external' })
  async tokenWanted({ id, payload }: ReceivedEvent<MailTokenWanted>): Promise<void> {
    const user = await this.users.findByEmail(payload.email);
    if (user?.status !== 'active') return;
    if (payload.purpose === 'verify' && user.emailVerified) return;
    await this.sendToken(id, user, payload.purpose);
  }

  @Subscribe(PasswordChanged, { name: 'identity.mail-new-password', effect: 'external' })
  async passwordChanged({ id, payload: { userId, at } }: ReceivedEvent<PasswordChanged>): Promise<void> {
    await this.tell(id, userId, ({ name }) => ({ kind: 'password_changed', name, at }));
  }

  @Subscribe(ApiKeyCreated, { name: 'identity.mail-new-api-key', effect: 'external' })
  async apiKeyCreated({ id, payload }: ReceivedEvent<ApiKeyCreated>): Promise<void> {
    const { userId, ...facts } = payload;
    await this.tell(id, userId, ({ name }) => ({ kind: 'api_key_created', name, ...facts }));
  }

  @Subscribe(SecondFactorChanged, { name: 'identity.mail-second-factor', effect: 'external' })
  async secondFactorChanged({ id, payload }: ReceivedEvent<SecondFactorChanged>): Promise<void> {
    const { userId, at, on } = payload;
    const kind = on ? 'second_factor_on' : 'second_factor_off';
    await this.tell(id, userId, ({ name }) => ({ kind, name, at }));
  }

  @Subscribe(NewDeviceSeen, { name: 'identity.mail-new-device', effect: 'external' })
  async newDevice({ id, payload }: ReceivedEvent<NewDeviceSeen>): Promise<void> {
    const { userId, at, device, address } = payload;
    await this.tell(id, userId, ({ name }) => ({
      kind: 'new_device',
      name,
      at,
      device: device ?? 'unknown',
      address: address ?? 'unknown',
    }));
  }

  private async sendToken(id: string, user: StoredUser, purpose: 'verify' | 'reset'): Promise<void> {
    const { id: userId, email, emailVerified: proved } = user;
    const { token, expiresAt } = await this.tokens.issue(userId, purpose);
    const kind = purpose === 'verify' ? 'verify_email' : 'reset_password';
    const mail: AccountMail = { kind, name: nameOf(user), token, expiresAt: expiresAt.toISOString() };
    await this.notifications.send({ id, to: email, mail, proved });
  }

  private async tell(id: string, userId: string, mailOf: (user: StoredUser) => AccountMail): Promise<void> {
    const user = await this.users.find(userId);
    if (user && user.status !== 'deleted')
      await this.notifications.send({
        id,
        to: user.email,
        mail: mailOf({ ...user, name: nameOf(user) }),
        proved: user.emailVerified,
      });
  }
}

/** Whoever opened an account with somebody else's address has no words of theirs carried there: they are greeted by no name. */
const nameOf = ({ name, emailVerified }: StoredUser): string => (emailVerified ? name : '');
