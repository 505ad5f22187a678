import type { Deprecation } from '../platform/http/deprecation.js';

/** The old parts of the API that are still served. */
export const deprecations: readonly Deprecation[] = [
  {
    path: '/api/v1/users',
    successor: '/api/v2/users',
    since: new Date('2026-11-21T00:00:00Z'),
    sunset: new Date('2027-11-21T00:00:00Z'),
  },
];
