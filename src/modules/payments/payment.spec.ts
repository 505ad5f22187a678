import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  type AttemptState,
  isLive,
  isUndecided,
  laterState,
  learn,
  type PaymentNews,
  paymentStatuses,
  phaseOf,
  refundedTo,
  requireCapturable,
  requireVoidable,
  type Standing,
} from './payment.js';

const amount = 1_000;
const unknownYet: Standing = { status: 'pending', captured: 0, refunded: 0 };

/** What a provider may say in the course of one payment: of the payment itself, or of one of its refunds. */
type Message = { news: PaymentNews } | { refund: number; state: AttemptState };

const messages: fc.Arbitrary<Message> = fc.oneof(
  fc
    .constantFrom(...(['pending', 'requires_action', 'declined', 'authorized', 'voided'] as const))
    .map((phase): Message => ({ news: { phase, captured: 0 } })),
  fc.constantFrom(1, 400, amount).map((captured): Message => ({ news: { phase: 'captured', captured } })),
  fc
    .record({ refund: fc.nat(3), state: fc.constantFrom<AttemptState>('open', 'done', 'refused') })
    .map((message): Message => message),
);

/** The books after some messages: each refund by itself, and the sum of those that were made. */
function hear(heard: readonly Message[]): Standing {
  const refunds = new Map<number, AttemptState>();
  let standing = unknownYet;
  for (const message of heard) {
    if ('news' in message) standing = learn(standing, message.news);
    else refunds.set(message.refund, laterState(refunds.get(message.refund) ?? 'open', message.state));
    standing = refundedTo(standing, 250 * [...refunds.values()].filter((state) => state === 'done').length);
  }
  return standing;
}

describe('the news of a payment', () => {
  it('lead to the same end in any order, late and repeated', () => {
    fc.assert(
      fc.property(
        fc.array(messages, { maxLength: 12 }).chain((list) =>
          fc.tuple(
            fc.constant(list),
            fc
              .array(fc.nat(Math.max(0, list.length - 1)), { maxLength: list.length === 0 ? 0 : 12 })
              .chain((repeated) =>
                fc.shuffledSubarray([...list, ...repeated.map((index) => list[index] as Message)], {
                  minLength: list.length + repeated.length,
                }),
              ),
          ),
        ),
        ([inOrder, shuffled]) => {
          expect(hear(shuffled)).toEqual(hear(inOrder));
        },
      ),
      { numRuns: 2_000 },
    );
  });

  it('never take back a step', () => {
    fc.assert(
      fc.property(fc.array(messages, { maxLength: 12 }), messages, (before, next) => {
        const [was, is] = [hear(before), hear([...before, next])];
        expect(is.captured).toBeGreaterThanOrEqual(was.captured);
        if (was.captured > 0) expect(phaseOf(is.status)).toBe('captured');
        if (was.status === 'voided') expect(['voided', 'captured']).toContain(phaseOf(is.status));
      }),
      { numRuns: 2_000 },
    );
  });

  it('tell that the provider holds the money after all that was thought', () => {
    for (const phase of ['pending', 'unknown', 'requires_action', 'failed', 'declined'] as const) {
      const thought = learn(unknownYet, { phase, captured: 0 });
      expect(learn(thought, { phase: 'authorized', captured: 0 }).status).toBe('authorized');
    }
  });
});

describe('a status', () => {
  it('follows from what was taken and what went back', () => {
    const captured = learn(unknownYet, { phase: 'captured', captured: amount });
    expect(captured.status).toBe('captured');
    expect(refundedTo(captured, 1).status).toBe('partially_refunded');
    expect(refundedTo(captured, amount).status).toBe('refunded');
    expect(refundedTo(refundedTo(captured, amount), 0).status).toBe('captured');
  });

  it('says whether anything else may be charged, and whether the provider is to be asked', () => {
    expect(paymentStatuses.filter((status) => !isLive(status))).toEqual([
      'refunded',
      'voided',
      'declined',
      'failed',
    ]);
    expect(paymentStatuses.filter(isUndecided)).toEqual(['pending', 'unknown', 'requires_action']);
  });

  it('says what may be done', () => {
    const allows = (check: (standing: Standing) => void) =>
      paymentStatuses.filter((status) => {
        try {
          check({ status, captured: 0, refunded: 0 });
          return true;
        } catch {
          return false;
        }
      });
    expect(allows(requireCapturable)).toEqual(['authorized']);
    expect(allows(requireVoidable)).toEqual(['requires_action', 'authorized']);
  });
});
