import { defineError } from '../../kernel/errors.js';

export const unauthenticated = defineError('unauthenticated', 401, 'Sign in first');
export const invalidToken = defineError(
  'invalid_token',
  401,
  'The access token is not valid or not valid any more',
);
export const forbidden = defineError('forbidden', 403, 'You may not do this');
export const sessionRequired = defineError('session_required', 403, 'An API key may not do this: sign in');
