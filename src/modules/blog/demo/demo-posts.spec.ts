import { describe, expect, it } from '@jest/globals';
import { commentLimits } from '../comments/comment.js';
import { postLimits } from '../posts/post.js';
import { slugify } from '../../../kernel/slug.js';
import { renderPost } from '../rendering.js';
import { readTags } from '../tags/tag.js';
import type { DemoComment } from './demo-post.js';
import { demoPosts } from './demo-posts.js';

const flat = (comments: readonly DemoComment[]): DemoComment[] =>
  comments.flatMap((comment) => [comment, ...flat(comment.replies ?? [])]);
const depth = ({ replies = [] }: DemoComment): number => 1 + Math.max(0, ...replies.map(depth));

describe('the demo', () => {
  it('has a year of posts, and one of each kind that visitors do not see', () => {
    const statuses = Map.groupBy(demoPosts, ({ status }) => status);
    expect(statuses.get('published')?.length).toBeGreaterThanOrEqual(10);
    for (const status of ['draft', 'scheduled', 'archived'] as const)
      expect(statuses.get(status)).toHaveLength(1);
    expect(Math.max(...demoPosts.map(({ written }) => written))).toBeGreaterThan(300);
  });

  it.each(demoPosts.map((post) => [post.title, post] as const))('is worth reading: %s', (_, post) => {
    const words = post.content.split(/\s+/).length;
    expect([words, words >= 350 && words <= 700]).toEqual([words, true]);
    expect(post.title.length).toBeLessThanOrEqual(postLimits.title);
    expect(post.excerpt?.length ?? 0).toBeLessThanOrEqual(postLimits.excerpt);
    expect(readTags(post.tags)).toHaveLength(post.tags.length);
    expect(renderPost(post.content)).toMatch(/<h2>/);
  });

  it('has comments in threads, one that was rejected and some that wait', () => {
    const comments = demoPosts.flatMap((post) => flat(post.comments ?? []));
    expect(comments.filter(({ status }) => status === 'rejected')).toHaveLength(1);
    expect(comments.filter(({ status }) => status === 'pending').length).toBeGreaterThan(0);
    expect(Math.max(...demoPosts.flatMap((post) => (post.comments ?? []).map(depth)))).toBe(3);
    for (const post of demoPosts)
      for (const comment of post.comments ?? [])
        expect(depth(comment)).toBeLessThanOrEqual(commentLimits.depth);
  });

  it('happens in an order that could have been', () => {
    for (const { written, live = written, comments = [], title } of demoPosts) {
      expect([title, live <= written]).toEqual([title, true]);
      const check = (comment: DemoComment, notAfter: number): void => {
        expect([comment.content, comment.age <= notAfter]).toEqual([comment.content, true]);
        for (const reply of comment.replies ?? []) check(reply, comment.age);
      };
      for (const comment of comments) check(comment, live);
    }
  });

  it('links to posts that are in it', () => {
    const slugs = new Set(demoPosts.map(({ title }) => slugify(title)));
    const links = demoPosts.flatMap(({ content }) =>
      [...content.matchAll(/\/by-slug\/([\w-]+)/g)].map(([, slug]) => slug),
    );
    expect(links.length).toBeGreaterThan(0);
    for (const slug of links) expect(slugs).toContain(slug);
  });
});
