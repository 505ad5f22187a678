export { Identity, identityContract, type AuthenticatedCaller, type Profile } from './identity.contract.js';
export * from './identity.errors.js';
export { UserDeleted } from './identity.events.js';
