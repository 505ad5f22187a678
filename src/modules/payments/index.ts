export {
  Payments,
  paymentsContract,
  type NextAction,
  type PaymentState,
  type PaymentStatus,
} from './payments.contract.js';
export * from './payments.errors.js';
export { PaymentAuthorized, PaymentCaptured, PaymentFailed, PaymentRefunded } from './payments.events.js';
