import { Injectable } from '@nestjs/common';
import type { Caller } from '../../../platform/access/caller.js';
import type { PageRequest } from '../../../platform/database/keyset.js';
import { Transactions } from '../../../platform/database/transactions.js';
import { type Page, toPage } from '../../../platform/http/page.js';
import { UserQuotas } from '../../../platform/http/user-quotas.js';
import { Authors, type Names } from '../authors.service.js';
import { revisionNotFound } from '../blog.errors.js';
import { Renderings } from '../renderings.service.js';
import { readTags } from '../tags/tag.js';
import { TagsRepository } from '../tags/tags.repository.js';
import { postQuota, requireChangeable } from './post.js';
import { viewPost } from './post.view.js';
import type { PostRevision } from './post-revision.entity.js';
import type { PostRevisionView } from './post-revisions.dto.js';
import { type ListedRevision, PostRevisionsRepository } from './post-revisions.repository.js';
import { PostWriter } from './post-writer.service.js';
import type { PostView } from './posts.dto.js';
import { PostsRepository } from './posts.repository.js';

/** The past of posts, for those who may change them. */
@Injectable()
export class PostRevisionsService {
  constructor(
    private readonly posts: PostsRepository,
    private readonly revisions: PostRevisionsRepository,
    private readonly tags: TagsRepository,
    private readonly writer: PostWriter,
    private readonly authors: Authors,
    private readonly renderings: Renderings,
    private readonly quotas: UserQuotas,
    private readonly transactions: Transactions,
  ) {}

  /** @throws postNotFound, postNotYours */
  async page(id: string, request: PageRequest, caller: Caller): Promise<Page<PostRevisionView>> {
    requireChangeable(await this.posts.find(id), caller);
    const slice = await this.revisions.page(request, id);
    const names = await this.authors.named(slice.rows.map(({ editorId }) => editorId));
    return toPage(slice, request, (revision) => viewRevision(revision, names));
  }

  /** @throws postNotFound, postNotYours, revisionNotFound */
  async get(id: string, number: number, caller: Caller): Promise<PostRevisionView> {
    requireChangeable(await this.posts.find(id), caller);
    const revision = await this.require(id, number);
    const names = await this.authors.named([revision.editorId]);
    return viewRevision(revision, names, { content: revision.content });
  }

  /**
   * Makes a post say again what it said once, which is a new revision. Its status stays.
   * @throws postNotFound, postNotYours, revisionNotFound, contentTooComplex, rateLimited
   */
  async restore(id: string, number: number, caller: Caller): Promise<PostView> {
    const { authorId } = requireChangeable(await this.posts.find(id), caller);
    const { title, content, excerpt, excerptGiven, slug, tags } = await this.require(id, number);
    await this.quotas.take(postQuota, caller.userId);
    const rendering = await this.renderings.post(content, caller.userId);
    const draft = {
      title,
      content,
      slug,
      html: rendering.html,
      beginning: rendering.excerpt,
      excerpt: excerptGiven ? excerpt : null,
      tags: readTags(tags),
    };
    const names = await this.authors.named([authorId]);
    return this.transactions.run(async () => {
      const post = requireChangeable(await this.posts.find(id), caller);
      const tagsNow = (await this.tags.namesOf([id])).get(id) ?? [];
      const written = await this.writer.rewrite(post, tagsNow, draft, caller.userId);
      return viewPost(written.post, written.tags, names);
    });
  }

  private async require(postId: string, number: number): Promise<PostRevision> {
    const revision = await this.revisions.find(postId, number);
    if (revision === null) throw revisionNotFound();
    return revision;
  }
}

function viewRevision(
  revision: ListedRevision,
  names: Names,
  more: Pick<PostRevisionView, 'content'> = {},
): PostRevisionView {
  return {
    number: revision.number,
    slug: revision.slug,
    title: revision.title,
    excerpt: revision.excerpt,
    tags: revision.tags,
    editor: names.of(revision.editorId),
    createdAt: revision.createdAt.toISOString(),
    ...more,
  };
}
