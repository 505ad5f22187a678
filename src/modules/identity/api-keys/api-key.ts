/** How many keys a user may have. */
export const keyLimit = 50;

/** How long a key is good, in days. */
export const keyLifetime = { default: 90, max: 365 } as const;

/** How every key begins. */
export const keyPrefix = 'msk_';

/** Whether a bearer token is an API key. */
export function isApiKey(token: string): boolean {
  return token.startsWith(keyPrefix);
}
