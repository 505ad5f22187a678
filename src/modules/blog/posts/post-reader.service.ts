import { Injectable } from '@nestjs/common';
import { forbidden, unauthenticated } from '../../../platform/access/access.errors.js';
import { firstOf } from '../../../platform/database/keyset.js';
import { type Page, pageBytes, toPage } from '../../../platform/http/page.js';
import { Searches } from '../../../platform/http/searches.js';
import { Authors } from '../authors.service.js';
import { postNotFound } from '../blog.errors.js';
import { viewComment } from '../comments/comment.view.js';
import { CommentsRepository } from '../comments/comments.repository.js';
import { readTag } from '../tags/tag.js';
import { TagsRepository } from '../tags/tags.repository.js';
import { isEditor, isWriter, requireVisible, type Viewer } from './post.js';
import { viewListedPost, viewPost } from './post.view.js';
import { PostSlugsRepository } from './post-slugs.repository.js';
import { newestComments, type PostsQuery, type PostView } from './posts.dto.js';
import { type ListedPost, type PostFilter, PostsRepository, type TaggedPost } from './posts.repository.js';

/** How many bytes of contents are read for a list. */
const contentBytes = 1_800_000;

/** Reading posts: a constant number of statements, however long the page is. */
@Injectable()
export class PostReader {
  constructor(
    private readonly posts: PostsRepository,
    private readonly slugs: PostSlugsRepository,
    private readonly tags: TagsRepository,
    private readonly comments: CommentsRepository,
    private readonly authors: Authors,
    private readonly searches: Searches,
  ) {}

  /** @throws unauthenticated, forbidden when somebody who does not write asks for more than published posts, unavailable */
  async page(query: PostsQuery, viewer: Viewer): Promise<Page<PostView>> {
    const includes = query.include?.split(',') ?? [];
    const filter = filterOf(query, viewer);
    const read = () => this.posts.page(query, filter);
    let slice = await (filter.text === undefined ? read() : this.searches.inTurn(read));
    let contents: Map<string, string> | undefined;
    if (includes.includes('content')) {
      const listed = slice.rows.map(({ id }) => id);
      contents = await this.posts.contentsOf(listed, contentBytes);
      slice = firstOf(slice, contents.size);
    }
    const ids = slice.rows.map(({ id }) => id);
    const tags = await this.tags.namesOf(ids);
    const comments = includes.includes('comments')
      ? await this.comments.newestOf(ids, newestComments)
      : undefined;
    const written = [...slice.rows, ...[...(comments?.values() ?? [])].flat()];
    const names = await this.authors.named(written.map(({ authorId }) => authorId));
    const view = (post: ListedPost): PostView =>
      viewListedPost(post, tags.get(post.id) ?? [], names, {
        ...(contents && { content: contents.get(post.id) ?? '' }),
        ...(comments && {
          comments: (comments.get(post.id) ?? []).map((comment) => viewComment(comment, names)),
        }),
      });
    return toPage(slice, query, view, contents ? 2 * pageBytes : pageBytes);
  }

  /** @throws postNotFound */
  async get(id: string, viewer: Viewer): Promise<PostView> {
    return this.view(await this.posts.findWithTags(id), viewer);
  }

  /**
   * @returns the post with this slug, or the slug that a post has now which had this one
   * @throws postNotFound
   */
  async getBySlug(slug: string, viewer: Viewer): Promise<{ post: PostView } | { movedTo: string }> {
    const current = await this.posts.findBySlug(slug);
    if (current) return { post: await this.view(current, viewer) };
    const owner = await this.slugs.owner(slug);
    if (owner === null) throw postNotFound();
    return { movedTo: requireVisible(await this.posts.find(owner), viewer).slug };
  }

  private async view(found: TaggedPost | null, viewer: Viewer): Promise<PostView> {
    const post = requireVisible(found?.post ?? null, viewer);
    return viewPost(post, found?.tags ?? [], await this.authors.named([post.authorId]));
  }
}

function filterOf({ status = 'published', author, tag, q }: PostsQuery, viewer: Viewer): PostFilter {
  const filter = {
    status,
    authorId: author,
    text: q,
    tag: tag === undefined ? undefined : readTag(tag).slug,
  };
  if (status === 'published' || isEditor(viewer)) return filter;
  if (viewer === undefined) throw unauthenticated('Sign in to see what is not published');
  if (!isWriter(viewer)) throw forbidden('Only writers see what is not published');
  return { ...filter, ownerId: viewer.userId };
}
