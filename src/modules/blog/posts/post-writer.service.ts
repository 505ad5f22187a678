import { Injectable } from '@nestjs/common';
import { Clock } from '../../../kernel/clock.js';
import type { DomainError } from '../../../kernel/errors.js';
import { newId } from '../../../kernel/ids.js';
import { slugTaken } from '../blog.errors.js';
import { readTags, type WrittenTag } from '../tags/tag.js';
import { TagsRepository } from '../tags/tags.repository.js';
import { makeExcerpt } from './excerpt.js';
import type { Post } from './post.entity.js';
import { PostRevisionsRepository } from './post-revisions.repository.js';
import { PostSlugsRepository } from './post-slugs.repository.js';
import { PostsRepository } from './posts.repository.js';
import { chooseSlug, slugCandidates, slugify } from '../../../kernel/slug.js';

/** What a post is to say. */
export interface Draft {
  readonly title: string;
  readonly content: string;
  /** The rendering of `content`, made before the transaction. */
  readonly html: string;
  /** The beginning of the rendering as plain text, where it is at hand. */
  readonly beginning?: string;
  /** null: made from the content. */
  readonly excerpt: string | null;
  /** undefined: made from the title. */
  readonly slug: string | undefined;
  readonly tags: readonly WrittenTag[];
}

/** A post and the names of its tags. */
export interface WrittenPost {
  readonly post: Post;
  readonly tags: readonly string[];
}

/** Writes posts with everything that belongs to them: slugs, tags and a revision of each change. Runs in a transaction. */
@Injectable()
export class PostWriter {
  constructor(
    private readonly posts: PostsRepository,
    private readonly slugs: PostSlugsRepository,
    private readonly tags: TagsRepository,
    private readonly revisions: PostRevisionsRepository,
    private readonly clock: Clock,
  ) {}

  /** @throws slugTaken */
  async create(draft: Draft, authorId: string, now = this.clock.now()): Promise<WrittenPost> {
    const id = newId();
    const post: Post = {
      id,
      ...(await this.textOf(draft, id)),
      status: 'draft',
      authorId,
      publishedAt: null,
      publishAt: null,
      listedAt: now,
      commentCount: 0,
      revision: 1,
      version: 1,
      createdAt: now,
      updatedAt: now,
    };
    if (!(await this.posts.add(post))) {
      if (draft.slug !== undefined) throw takenSlug();
      // Many write the same title at the same moment: a slug that nobody else can choose ends the race.
      post.slug = `${post.slug}-${randomEnding()}`;
      await this.posts.add(post);
    }
    return this.complete(post, draft.tags, authorId, now);
  }

  /**
   * Makes a post say something else; nothing happens when it says just that.
   * @param tags the names of the tags it has
   * @throws slugTaken, ConcurrentUpdate
   */
  async rewrite(
    post: Post,
    tags: readonly string[],
    draft: Draft,
    editorId: string,
    now = this.clock.now(),
  ): Promise<WrittenPost> {
    const text = await this.textOf(draft, post.id, post.slug);
    if (isSame(post, text) && isSameTags(tags, draft.tags)) return { post, tags };
    const changed = await this.posts.change(post, { ...text, revision: post.revision + 1, updatedAt: now });
    return this.complete(changed, draft.tags, editorId, now);
  }

  private async complete(
    post: Post,
    written: readonly WrittenTag[],
    editorId: string,
    now: Date,
  ): Promise<WrittenPost> {
    await this.slugs.give(post.slug, post.id, now);
    const tags = await this.tags.assign(post.id, written, now);
    const { slug, title, content, excerpt, excerptGiven, revision } = post;
    await this.revisions.add({
      id: newId(),
      postId: post.id,
      number: revision,
      slug,
      title,
      content,
      excerpt,
      excerptGiven,
      tags,
      editorId,
      createdAt: now,
    });
    return { post, tags };
  }

  private async textOf(draft: Draft, postId: string, slugOfToday?: string): Promise<Text> {
    return {
      title: draft.title,
      content: draft.content,
      contentHtml: draft.html,
      excerpt: draft.excerpt ?? draft.beginning ?? makeExcerpt(draft.html),
      excerptGiven: draft.excerpt !== null,
      slug: await this.slugOf(draft, postId, slugOfToday),
    };
  }

  private async slugOf(draft: Draft, postId: string, slugOfToday?: string): Promise<string> {
    if (draft.slug !== undefined && draft.slug === slugOfToday) return draft.slug;
    const base = draft.slug ?? (slugify(draft.title) || 'post');
    const taken = await this.slugs.taken(slugCandidates(base), postId);
    if (draft.slug === undefined) return chooseSlug(base, taken, randomEnding(), slugOfToday);
    if (!taken.has(base)) return base;
    throw takenSlug();
  }
}

type Text = Pick<Post, 'title' | 'content' | 'contentHtml' | 'excerpt' | 'excerptGiven' | 'slug'>;

function randomEnding(): string {
  return newId().slice(-6);
}

function takenSlug(): DomainError {
  const message = 'slug belongs to another post, or led to it before';
  return slugTaken(undefined, { fields: [{ field: 'slug', code: 'taken', message }] });
}

function isSame(post: Post, text: Text): boolean {
  return (Object.keys(text) as (keyof Text)[]).every((key) => post[key] === text[key]);
}

function isSameTags(names: readonly string[], written: readonly WrittenTag[]): boolean {
  const slugs = readTags(names).map(({ slug }) => slug);
  return slugs.length === written.length && written.every(({ slug }, index) => slug === slugs[index]);
}
