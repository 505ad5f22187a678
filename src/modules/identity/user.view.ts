import { leadingRole, orderRoles } from './roles.js';
import type { UserFacts } from './user.js';
import type { UserV1, UserV2 } from './users.dto.js';

/** A user as API v1 shows it. */
export function viewV1(user: UserFacts): UserV1 {
  return {
    id: user.id,
    email: user.email,
    name: user.name,
    role: leadingRole(user.roles),
    createdAt: user.createdAt.toISOString(),
    version: user.version,
  };
}

/** A user as API v2 shows it. */
export function viewV2(user: UserFacts): UserV2 {
  return {
    id: user.id,
    email: user.email,
    displayName: user.name,
    roles: orderRoles(user.roles),
    status: user.status,
    emailVerified: user.emailVerified,
    createdAt: user.createdAt.toISOString(),
    updatedAt: user.updatedAt.toISOString(),
    version: user.version,
  };
}
