import { paymentStatusConflict } from './payments.errors.js';

/**
 * Where a payment stands. `pending`: the provider is being asked. `unknown`: its answer was lost, it will be asked what
 * happened. `declined`: the provider said no. `failed`: it never received the request, nothing was charged.
 */
export const paymentStatuses = [
  'pending',
  'unknown',
  'requires_action',
  'authorized',
  'captured',
  'partially_refunded',
  'refunded',
  'voided',
  'declined',
  'failed',
] as const;
export type PaymentStatus = (typeof paymentStatuses)[number];

/**
 * How far a payment has come, the earliest first. Its phase only ever moves to the right, so that news may arrive late,
 * twice and in any order: what is known in the end is the same. `failed` (the provider knew nothing of it) and `declined`
 * stand before `authorized`, because the provider's word that it holds the money is the last word about that.
 */
const phases = [
  'pending',
  'unknown',
  'requires_action',
  'failed',
  'declined',
  'authorized',
  'voided',
  'captured',
] as const satisfies readonly PaymentStatus[];
export type Phase = (typeof phases)[number];

/** What is known of a payment's money; amounts in minor units. */
export interface Standing {
  readonly status: PaymentStatus;
  readonly captured: number;
  readonly refunded: number;
}

/** What a provider says of a payment. `captured` is all that was ever taken, refunds not subtracted. */
export interface PaymentNews {
  readonly phase: Exclude<Phase, 'unknown' | 'failed'>;
  readonly captured: number;
}

/** The phase behind a status. */
export function phaseOf(status: PaymentStatus): Phase {
  return status === 'partially_refunded' || status === 'refunded' ? 'captured' : status;
}

/** What is known after some news, or after `failed` or `unknown`, which we conclude ourselves. */
export function learn(standing: Standing, news: { phase: Phase; captured: number }): Standing {
  const captured = Math.max(standing.captured, news.captured);
  return withRefunds(later(phaseOf(standing.status), news.phase), captured, standing.refunded);
}

/** The same payment with another sum of refunds. */
export function refundedTo(standing: Standing, refunded: number): Standing {
  return withRefunds(phaseOf(standing.status), standing.captured, refunded);
}

function later(one: Phase, other: Phase): Phase {
  return phases.indexOf(one) >= phases.indexOf(other) ? one : other;
}

function withRefunds(phase: Phase, captured: number, refunded: number): Standing {
  if (captured === 0) return { status: phase, captured, refunded };
  const part = refunded < captured ? 'partially_refunded' : 'refunded';
  return { status: refunded === 0 ? 'captured' : part, captured, refunded };
}

/** What is known of one refund, or of another thing that was asked of a provider; `open` is neither yes nor no yet. */
export type AttemptState = 'open' | 'done' | 'refused';
const attemptStates: readonly AttemptState[] = ['open', 'done', 'refused'];

/** A bank may turn down a refund that the provider had promised: `refused` is the last word. */
export function laterState(one: AttemptState, other: AttemptState): AttemptState {
  return attemptStates.indexOf(one) >= attemptStates.indexOf(other) ? one : other;
}

/** Whether the provider holds or may hold money for the order: then nothing else may be charged for it. */
export function isLive(status: PaymentStatus): boolean {
  return !['declined', 'failed', 'voided', 'refunded'].includes(status);
}

/** Whether the outcome is still open, so that the provider is to be asked. */
export function isUndecided(status: PaymentStatus): boolean {
  return status === 'pending' || status === 'unknown' || status === 'requires_action';
}

/** @throws paymentStatusConflict unless the payment may be captured */
export function requireCapturable({ status }: Standing): void {
  if (status !== 'authorized')
    throw paymentStatusConflict(`Only an authorized payment can be captured; this one is ${status}`);
}

/** @throws paymentStatusConflict unless the payment may be voided */
export function requireVoidable({ status }: Standing): void {
  if (status !== 'authorized' && status !== 'requires_action')
    throw paymentStatusConflict(`Only an authorized payment can be voided; this one is ${status}`);
}
