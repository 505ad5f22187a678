/** What is recorded, by name. */
export const auditTypes = [
  'account_registered',
  'account_created',
  'account_disabled',
  'account_enabled',
  'account_deleted',
  'api_key_created',
  'api_key_revoked',
  'api_keys_revoked',
  'data_exported',
  'email_verified',
  'password_changed',
  'password_reset',
  'provider_linked',
  'recovery_code_used',
  'roles_changed',
  'sessions_ended',
  'signed_in',
  'signed_out',
  'sign_in_blocked',
  'sign_in_failed',
  'token_reused',
  'totp_disabled',
  'totp_enabled',
] as const;
export type AuditType = (typeof auditTypes)[number];

/** What somebody should look at. */
export const alarming: ReadonlySet<AuditType> = new Set(['sign_in_blocked', 'token_reused', 'roles_changed']);

/** What else is worth knowing of an event. */
export type AuditDetail = Readonly<Record<string, string | number | boolean>>;
