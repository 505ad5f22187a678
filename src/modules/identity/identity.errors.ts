import { defineError } from '../../kernel/errors.js';

export const invalidCredentials = defineError(
  'invalid_credentials',
  401,
  'The address or the password is wrong',
);
export const invalidRefreshToken = defineError(
  'invalid_refresh_token',
  401,
  'The refresh token is not valid any more',
);
export const emailNotVerified = defineError('email_not_verified', 403, 'Verify your address first');
export const recentSignInRequired = defineError(
  'recent_sign_in_required',
  403,
  'Sign in again: this needs a sign-in of the last 15 minutes',
);
export const userNotFound = defineError('user_not_found', 404, 'There is no such user');
export const emailTaken = defineError('email_taken', 409, 'Another account has this address');
export const lastAdmin = defineError('last_admin', 409, 'The last admin cannot be removed');
export const wrongPassword = defineError('wrong_password', 403, 'The current password is wrong');
export const signInBusy = defineError(
  'sign_in_busy',
  503,
  'Too many sign-ins at once, try again in a moment',
);
export const tooManyTries = defineError('too_many_tries', 429, 'Too many tries, wait before the next one');
export const otpRequired = defineError('otp_required', 401, 'A one-time code is needed');
export const invalidMailToken = defineError(
  'invalid_mail_token',
  400,
  'The token is wrong, was used, or has expired',
);
export const totpActive = defineError('totp_active', 409, 'The second factor is active already');
export const totpNotActive = defineError(
  'totp_not_active',
  409,
  'There is no second factor to confirm or remove',
);
export const wrongCode = defineError('wrong_code', 403, 'The one-time code is wrong or was used already');
export const apiKeyNotFound = defineError('api_key_not_found', 404, 'There is no such API key');
export const scopeNotHeld = defineError('scope_not_held', 403, 'A key cannot do what its owner may not do');
export const tooManyApiKeys = defineError('too_many_api_keys', 409, 'Revoke a key before making another one');
export const sessionNotFound = defineError('session_not_found', 404, 'There is no such session');
export const unknownProvider = defineError('unknown_provider', 404, 'There is no such provider');
export const providerUnavailable = defineError('provider_unavailable', 503, 'The provider does not answer');
export const oidcRejected = defineError('oidc_rejected', 400, 'The sign-in at the provider was not accepted');
