import { DomainEvent } from '../../platform/events/domain-event.js';

/** Somebody opened an account; its address is not verified. */
export class AccountRegistered extends DomainEvent<{ userId: string }> {
  static readonly type = 'identity.account-registered.v1';
}

/** Somebody asked for an account with an address that has one. */
export class RegistrationRepeated extends DomainEvent<{ userId: string }> {
  static readonly type = 'identity.registration-repeated.v1';
}

/** Somebody asked for a mail with a token, for an address that may have no account. */
export class MailTokenWanted extends DomainEvent<{ email: string; purpose: 'verify' | 'reset' }> {
  static readonly type = 'identity.mail-token-wanted.v1';
}

/** An account has a new password. */
export class PasswordChanged extends DomainEvent<{ userId: string; at: string }> {
  static readonly type = 'identity.password-changed.v1';
}

/** An account has a new API key. */
export class ApiKeyCreated extends DomainEvent<{
  userId: string;
  at: string;
  hint: string;
  expiresAt: string;
}> {
  static readonly type = 'identity.api-key-created.v1';
}

/** Sign-ins of an account ask for a one-time code from now on, or do not any more. */
export class SecondFactorChanged extends DomainEvent<{ userId: string; at: string; on: boolean }> {
  static readonly type = 'identity.second-factor-changed.v1';
}

/** Somebody signed in with a device that was not seen before. */
export class NewDeviceSeen extends DomainEvent<{
  userId: string;
  at: string;
  address: string | null;
  device: string | null;
}> {
  static readonly type = 'identity.new-device-seen.v1';
}

/** An account has another name: whoever shows a copy of it looks again. */
export class UserRenamed extends DomainEvent<{ userId: string }> {
  static readonly type = 'identity.user-renamed.v1';
}

/** An account was deleted: whoever keeps something of its person forgets it. */
export class UserDeleted extends DomainEvent<{ userId: string }> {
  static readonly type = 'identity.user-deleted.v1';
}
