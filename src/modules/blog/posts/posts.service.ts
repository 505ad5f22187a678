import { Injectable } from '@nestjs/common';
import type { Caller } from '../../../platform/access/caller.js';
import { Transactions } from '../../../platform/database/transactions.js';
import { validationFailed } from '../../../platform/http/errors.js';
import { UserQuotas } from '../../../platform/http/user-quotas.js';
import { Authors } from '../authors.service.js';
import { Renderings } from '../renderings.service.js';
import { readTags, type WrittenTag } from '../tags/tag.js';
import { TagsRepository } from '../tags/tags.repository.js';
import type { Post } from './post.entity.js';
import { postQuota, requireChangeable } from './post.js';
import { viewPost } from './post.view.js';
import { type Draft, PostWriter } from './post-writer.service.js';
import type { PostView, UpdatePostRequest, WritePostRequest } from './posts.dto.js';
import { PostsRepository } from './posts.repository.js';
import { isSlug } from '../../../kernel/slug.js';
import { type ExpectedVersions, requireVersion } from '../../../platform/http/preconditions.js';

/** Writing posts. Each change of what a post says leaves a revision. */
@Injectable()
export class PostsService {
  constructor(
    private readonly posts: PostsRepository,
    private readonly tags: TagsRepository,
    private readonly writer: PostWriter,
    private readonly authors: Authors,
    private readonly renderings: Renderings,
    private readonly quotas: UserQuotas,
    private readonly transactions: Transactions,
  ) {}

  /** @throws slugTaken, contentTooComplex, rateLimited */
  async create(request: WritePostRequest, caller: Caller): Promise<PostView> {
    const draft = await this.draftOf(request, caller);
    const names = await this.authors.named([caller.userId]);
    return this.transactions.run(async () => {
      const { post, tags } = await this.writer.create(draft, caller.userId);
      return viewPost(post, tags, names);
    });
  }

  /** @throws postNotFound, postNotYours, staleVersion, slugTaken, contentTooComplex, rateLimited */
  async replace(
    id: string,
    request: WritePostRequest,
    caller: Caller,
    expected?: ExpectedVersions,
  ): Promise<PostView> {
    const { authorId } = requireChangeable(await this.posts.find(id), caller);
    const draft = await this.draftOf(request, caller);
    return this.rewrite({ id, authorId }, caller, expected, () => draft);
  }

  /** @throws postNotFound, postNotYours, staleVersion, slugTaken, contentTooComplex, rateLimited */
  async update(
    id: string,
    request: UpdatePostRequest,
    caller: Caller,
    expected?: ExpectedVersions,
  ): Promise<PostView> {
    const { title, content, excerpt, slug, tags } = request;
    const { authorId } = requireChangeable(await this.posts.find(id), caller);
    const changes = {
      ...(title === undefined ? {} : { title: title.trim() }),
      ...(content === undefined ? {} : { content, ...(await this.render(content, caller)) }),
      ...(excerpt === undefined ? {} : { excerpt: excerpt?.trim() ?? null }),
      ...(slug === undefined ? {} : { slug: checkSlug(slug) }),
      ...(tags === undefined ? {} : { tags: checkTags(tags) }),
    };
    return this.rewrite({ id, authorId }, caller, expected, (post, names) => ({
      title: post.title,
      content: post.content,
      html: post.contentHtml,
      beginning: post.excerptGiven ? undefined : post.excerpt,
      excerpt: post.excerptGiven ? post.excerpt : null,
      slug: post.slug,
      tags: readTags(names),
      ...changes,
    }));
  }

  /** Removes a post with its comments, revisions and slugs. @throws postNotFound, postNotYours, staleVersion */
  async delete(id: string, caller: Caller, expected?: ExpectedVersions): Promise<void> {
    await this.transactions.run(async () => {
      const post = requireChangeable(await this.posts.find(id), caller);
      requireVersion(post.version, expected);
      await this.posts.remove(post);
    });
  }

  private async draftOf(request: WritePostRequest, caller: Caller): Promise<Draft> {
    const { title, content, excerpt, slug, tags = [] } = request;
    return {
      title: title.trim(),
      content,
      excerpt: excerpt?.trim() ?? null,
      slug: slug === undefined ? undefined : checkSlug(slug),
      tags: checkTags(tags),
      ...(await this.render(content, caller)),
    };
  }

  private async render(content: string, caller: Caller): Promise<Pick<Draft, 'html' | 'beginning'>> {
    await this.quotas.take(postQuota, caller.userId);
    const { html, excerpt } = await this.renderings.post(content, caller.userId);
    return { html, beginning: excerpt };
  }

  private async rewrite(
    { id, authorId }: Pick<Post, 'id' | 'authorId'>,
    caller: Caller,
    expected: ExpectedVersions,
    merge: (post: Post, tags: readonly string[]) => Draft,
  ): Promise<PostView> {
    const names = await this.authors.named([authorId]);
    return this.transactions.run(async () => {
      const post = requireChangeable(await this.posts.find(id), caller);
      requireVersion(post.version, expected);
      const tagsNow = (await this.tags.namesOf([id])).get(id) ?? [];
      const written = await this.writer.rewrite(post, tagsNow, merge(post, tagsNow), caller.userId);
      return viewPost(written.post, written.tags, names);
    });
  }
}

function checkSlug(slug: string): string {
  if (isSlug(slug)) return slug;
  const message = 'slug must be lower-case words of letters and digits joined by hyphens, without accents';
  throw validationFailed(message, { fields: [{ field: 'slug', code: 'wrong_format', message }] });
}

function checkTags(texts: readonly string[]): WrittenTag[] {
  const fields = texts.flatMap((text, index) => {
    const field = `tags.${index}`;
    return readTags([text])[0]?.slug === ''
      ? [{ field, code: 'wrong_format', message: `${field} must hold a letter or a digit` }]
      : [];
  });
  if (fields.length > 0) throw validationFailed('A tag must hold a letter or a digit', { fields });
  return readTags(texts);
}
