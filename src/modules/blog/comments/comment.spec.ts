import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import {
  type CommentStatus,
  commentLimits,
  commentStatuses,
  countChange,
  mayReplyBelow,
  statusWhenEdited,
  statusWhenWritten,
} from './comment.js';

const visitor = { userId: 'u1', permissions: new Set<string>() };
const moderator = { userId: 'u2', permissions: new Set(['comments:moderate']) };

describe('a comment', () => {
  it('waits for a moderator, unless a moderator writes it', () => {
    expect(statusWhenWritten(visitor)).toBe('pending');
    expect(statusWhenWritten(moderator)).toBe('approved');
  });

  it.each(commentStatuses)('that was %s waits again once its writer changed it', (status) => {
    expect(statusWhenEdited(status, visitor)).toBe('pending');
    expect(statusWhenEdited(status, moderator)).toBe(status);
  });

  it('may be answered down to the last level of a thread', () => {
    expect(mayReplyBelow(0)).toBe(true);
    expect(mayReplyBelow(commentLimits.depth - 2)).toBe(true);
    expect(mayReplyBelow(commentLimits.depth - 1)).toBe(false);
  });

  it('counts while it is approved, through any number of changes', () => {
    const lives = fc.array(fc.constantFrom<CommentStatus>(...commentStatuses), { maxLength: 20 });
    fc.assert(
      fc.property(lives, (statuses) => {
        let before: CommentStatus | undefined;
        let count = 0;
        for (const after of [...statuses, undefined]) {
          count += countChange(before, after);
          expect(count).toBe(after === 'approved' ? 1 : 0);
          before = after;
        }
      }),
    );
  });
});
