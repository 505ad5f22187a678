import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { isError } from '../../../kernel/errors.js';
import { postStatusConflict } from '../blog.errors.js';
import {
  archive,
  isEditor,
  listedAt,
  mayChange,
  maySee,
  type Publication,
  publish,
  unpublish,
  type Viewer,
} from './post.js';

const now = new Date('2026-11-21T08:00:00.000Z');
const later = new Date('2026-12-01T08:00:00.000Z');
const draft: Publication = { status: 'draft', publishedAt: null, publishAt: null };
const scheduled: Publication = { status: 'scheduled', publishedAt: null, publishAt: later };
const published: Publication = { status: 'published', publishedAt: now, publishAt: null };
const archived: Publication = { status: 'archived', publishedAt: now, publishAt: null };

const caller = (userId: string, ...permissions: string[]): Viewer => ({
  userId,
  permissions: new Set(permissions),
});

describe('the way of a post', () => {
  it('goes from draft to published to archived and back to draft', () => {
    expect(publish(draft, now)).toEqual(published);
    expect(archive(published)).toEqual(archived);
    expect(unpublish(archived)).toEqual(draft);
  });

  it('may wait on the schedule, be given another time, go live early or go back', () => {
    expect(publish(draft, now, later)).toEqual(scheduled);
    const other = new Date('2027-01-01T00:00:00.000Z');
    expect(publish(scheduled, now, other)).toEqual({ ...scheduled, publishAt: other });
    expect(publish(scheduled, now)).toEqual(published);
    expect(unpublish(scheduled)).toEqual(draft);
  });

  it('goes live at once when the time has passed', () => {
    expect(publish(draft, now, new Date(now.getTime() - 1))).toEqual(published);
    expect(publish(draft, now, now)).toEqual(published);
  });

  it.each([
    ['publish a published one', () => publish(published, now)],
    ['reschedule a published one', () => publish(published, now, later)],
    ['publish an archived one', () => publish(archived, now)],
    ['unpublish a draft', () => unpublish(draft)],
    ['archive a draft', () => archive(draft)],
    ['archive a scheduled one', () => archive(scheduled)],
    ['archive an archived one', () => archive(archived)],
  ])('does not allow to %s', (_, step) => {
    expect(step).toThrow(expect.objectContaining({ definition: postStatusConflict.definition }));
  });

  it('keeps its times in agreement with its status, whatever is done in whatever order', () => {
    const steps = fc.array(fc.constantFrom('publish', 'schedule', 'unpublish', 'archive'), { maxLength: 20 });
    fc.assert(
      fc.property(steps, (names) => {
        let post = draft;
        for (const name of names) {
          try {
            if (name === 'publish') post = publish(post, now);
            else if (name === 'schedule') post = publish(post, now, later);
            else post = name === 'unpublish' ? unpublish(post) : archive(post);
          } catch (error) {
            if (!isError(error, postStatusConflict)) throw error;
          }
          expect(post.publishAt !== null).toBe(post.status === 'scheduled');
          expect(post.publishedAt !== null).toBe(post.status === 'published' || post.status === 'archived');
        }
      }),
    );
  });

  it('is listed by when it went live, is to go live or was begun', () => {
    const createdAt = new Date('2026-01-01T00:00:00.000Z');
    expect(listedAt({ ...published, createdAt })).toBe(now);
    expect(listedAt({ ...scheduled, createdAt })).toBe(later);
    expect(listedAt({ ...draft, createdAt })).toBe(createdAt);
  });
});

describe('who sees and changes a post', () => {
  const owner = caller('u1', 'posts:write', 'posts:publish');
  const other = caller('u2', 'posts:write', 'posts:publish');
  const editor = caller('u3', 'posts:write', 'posts:publish', 'comments:moderate');
  const moderator = caller('u4', 'comments:moderate');
  const demoted = caller('u1');

  it.each(['draft', 'scheduled', 'archived'] as const)(
    '%s: its author and editors, nobody else',
    (status) => {
      const post = { authorId: 'u1', status };
      for (const viewer of [owner, editor])
        expect([maySee(post, viewer), mayChange(post, viewer)]).toEqual([true, true]);
      for (const viewer of [undefined, other, moderator, demoted])
        expect([maySee(post, viewer), mayChange(post, viewer)]).toEqual([false, false]);
    },
  );

  it('published: everybody sees it, its author and editors change it', () => {
    const post = { authorId: 'u1', status: 'published' as const };
    for (const viewer of [undefined, demoted, other, moderator, owner, editor])
      expect(maySee(post, viewer)).toBe(true);
    for (const viewer of [undefined, demoted, other, moderator]) expect(mayChange(post, viewer)).toBe(false);
    for (const viewer of [owner, editor]) expect(mayChange(post, viewer)).toBe(true);
  });

  it('an editor both writes and moderates', () => {
    expect([owner, moderator, undefined].map(isEditor)).toEqual([false, false, false]);
    expect(isEditor(editor)).toBe(true);
  });
});
