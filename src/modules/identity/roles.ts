/** What a caller may be allowed to do. */
export const permissions = [
  'posts:write',
  'posts:publish',
  'comments:moderate',
  'catalog:write',
  'inventory:write',
  'orders:read',
  'orders:write',
  'payments:refund',
  'users:manage',
  'audit:read',
] as const;
export type Permission = (typeof permissions)[number];

/** Roles, the weightiest first. */
export const roles = ['admin', 'merchant', 'editor', 'author', 'customer'] as const;
export type Role = (typeof roles)[number];

const granted: Readonly<Record<Role, readonly Permission[]>> = {
  admin: permissions,
  merchant: ['catalog:write', 'inventory:write', 'orders:read', 'orders:write', 'payments:refund'],
  editor: ['posts:write', 'posts:publish', 'comments:moderate'],
  author: ['posts:write', 'posts:publish'],
  customer: [],
};

/** All that the roles allow together, without repetition. */
export function permissionsOf(held: readonly Role[]): Permission[] {
  return permissions.filter((permission) => held.some((role) => granted[role].includes(permission)));
}

/** The one role that stands for all where only one can be shown (API v1). */
export function leadingRole(held: readonly Role[]): Role {
  return roles.find((role) => held.includes(role)) ?? 'customer';
}

/** Roles without repetition, the weightiest first. */
export function orderRoles(held: readonly Role[]): Role[] {
  return roles.filter((role) => held.includes(role));
}
