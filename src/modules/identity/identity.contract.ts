import { defineContract } from '../../platform/contracts/contract.js';

/** What others may know of a user. */
export interface Profile {
  readonly id: string;
  readonly name: string;
}

/** Whom an access token belongs to, as plain JSON. */
export interface AuthenticatedCaller {
  readonly userId: string;
  /** Null for an API key. */
  readonly sessionId: string | null;
  readonly roles: string[];
  readonly permissions: string[];
}

/** What other modules may ask of identity. */
export abstract class Identity {
  /**
   * The names behind ids, in no order; ids that nobody has are left out. At most 1,000 ids.
   * @example `{ ids: ['0193…'] }` → `{ profiles: [{ id: '0193…', name: 'Mara Lindqvist' }] }`
   */
  abstract profiles(command: { ids: string[] }): Promise<{ profiles: Profile[] }>;

  /**
   * The address of a user, for mail, and whether it was shown to be theirs; null when nobody has the id.
   * @example `{ userId: '0193…' }` → `{ email: 'mara@example.com', verified: true }`
   */
  abstract addressOf(command: { userId: string }): Promise<{ email: string | null; verified: boolean }>;

  /**
   * Verifies an access token and its session, or an API key.
   * @example `{ token: 'eyJ…' }` → `{ caller: { userId: '0193…', … } }`, or `{ caller: null }`
   */
  abstract authenticate(command: { token: string }): Promise<{ caller: AuthenticatedCaller | null }>;
}

export const identityContract = defineContract('identity', Identity, {
  profiles: { idempotent: true },
  addressOf: { idempotent: true },
  authenticate: { idempotent: true },
});
