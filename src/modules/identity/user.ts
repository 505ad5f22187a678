import type { Role } from './roles.js';

/** How addresses are stored and compared. */
export function normalizeEmail(email: string): string {
  return email.trim().toLowerCase();
}

/** What is known of an account. */
export interface UserFacts {
  readonly id: string;
  readonly email: string;
  readonly name: string;
  readonly status: string;
  readonly emailVerified: boolean;
  readonly roles: readonly Role[];
  readonly version: number;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

/** What a deleted account keeps: nothing that tells who it was. */
export function anonymized(id: string) {
  return {
    email: `${id}@deleted.invalid`,
    name: 'Deleted user',
    passwordHash: null,
    status: 'deleted' as const,
    emailVerified: false,
  };
}
