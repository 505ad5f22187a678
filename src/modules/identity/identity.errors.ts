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
export const userNotFound = defineError('user_not_found', 404, 'There is no such user');
export const emailTaken = defineError('email_taken', 409, 'Another account has this address');
export const lastAdmin = defineError('last_admin', 409, 'The last admin cannot be removed');
export const wrongPassword = defineError('wrong_password', 403, 'The current password is wrong');
export const signInBusy = defineError(
  'sign_in_busy',
  503,
  'Too many sign-ins at once, try again in a moment',
);
