export { Identity, identityContract, type AuthenticatedCaller, type Profile } from './identity.contract.js';
export * from './identity.errors.js';
export { UserDeleted, UserRenamed } from './identity.events.js';
