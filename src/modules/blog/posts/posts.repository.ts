import { Injectable } from '@nestjs/common';
import { And, Equal, type FindOptionsWhere, MoreThan, type SelectQueryBuilder } from 'typeorm';
import { isId } from '../../../kernel/ids.js';
import { ResponseCache } from '../../../platform/cache/response-cache.js';
import { jsonObject } from '../../../platform/database/dialect.js';
import { placesFor } from '../../../platform/database/direct-entity-manager.js';
import { ConcurrentUpdate, isDuplicate } from '../../../platform/database/errors.js';
import { searchCondition, type Searched } from '../../../platform/database/full-text.js';
import {
  keysetPage,
  type PageRequest,
  plainKeysetPage,
  type Slice,
  type Sorts,
} from '../../../platform/database/keyset.js';
import { Transactions } from '../../../platform/database/transactions.js';
import { cacheTags } from '../blog.cache.js';
import { PostTag } from '../tags/post-tag.entity.js';
import { Tag } from '../tags/tag.entity.js';
import { Post } from './post.entity.js';
import type { PostStatus } from './post.js';

/** A post without its texts, which lists do not show. */
export type ListedPost = Omit<Post, 'content' | 'contentHtml'>;

/** A post, and the names of its tags in their order. */
export interface TaggedPost {
  readonly post: Post;
  readonly tags: readonly string[];
}

/** Which posts a list holds. */
export interface PostFilter {
  readonly status: PostStatus;
  readonly authorId?: string;
  /** Only posts of this user, whatever else is asked. */
  readonly ownerId?: string;
  /** The slug of a tag. */
  readonly tag?: string;
  /** Words that title, excerpt and content hold together. */
  readonly text?: string;
}

/** What may be changed of a post; its version follows by itself. */
export type PostChange = Partial<Omit<Post, 'id' | 'authorId' | 'commentCount' | 'version' | 'createdAt'>>;

const sorts: Sorts<Post> = {
  publishedAt: { column: 'post.listedAt', type: 'timestamp', value: (post) => post.listedAt },
  createdAt: { column: 'post.createdAt', type: 'timestamp', value: (post) => post.createdAt },
  updatedAt: { column: 'post.updatedAt', type: 'timestamp', value: (post) => post.updatedAt },
};

const listed = [
  'id',
  'slug',
  'title',
  'excerpt',
  'excerptGiven',
  'status',
  'authorId',
  'publishedAt',
  'publishAt',
  'listedAt',
  'commentCount',
  'revision',
  'version',
  'createdAt',
  'updatedAt',
] satisfies (keyof ListedPost)[];

const searched: Searched = {
  table: 'blog_posts',
  alias: 'post',
  columns: ['title', 'excerpt', 'content'],
  isLong: true,
};

/** The only code that queries posts. */
@Injectable()
export class PostsRepository {
  constructor(
    private readonly transactions: Transactions,
    private readonly cache: ResponseCache,
  ) {}

  async isEmpty(): Promise<boolean> {
    return !(await this.transactions.manager.existsBy(Post, {}));
  }

  async find(id: string): Promise<Post | null> {
    return isId(id) ? this.transactions.manager.findOneBy(Post, { id }) : null;
  }

  /** The post that has a slug now, with its tags. */
  async findBySlug(slug: string): Promise<TaggedPost | null> {
    return this.findTagged('slug', slug);
  }

  /** A post with its tags. */
  async findWithTags(id: string): Promise<TaggedPost | null> {
    return isId(id) ? this.findTagged('id', id) : null;
  }

  /** Some posts of a user in the order of their ids, from after one on; without their contents. */
  async writtenBy(
    authorId: string,
    after: string,
    limit: number,
  ): Promise<Pick<Post, 'id' | 'title' | 'status' | 'createdAt'>[]> {
    return this.transactions.manager.find(Post, {
      select: { id: true, title: true, status: true, createdAt: true },
      where: { authorId, id: MoreThan(after) },
      order: { id: 'ASC' },
      take: limit,
    });
  }

  /** @returns whether it was added: false when another post took its slug in the meantime */
  async add(post: Post): Promise<boolean> {
    try {
      await this.transactions.manager.insert(Post, post);
      this.changed(post.id);
      return true;
    } catch (error) {
      if (isDuplicate(error)) return false;
      throw error;
    }
  }

  /**
   * Changes a post that is still at the version it was read at.
   * @returns the post as it is then
   * @throws ConcurrentUpdate when it is not, or when another post took the slug in the meantime
   */
  async change(post: Post, change: PostChange): Promise<Post> {
    const { id, version } = post;
    const next = { ...change, version: version + 1 };
    try {
      const { affected } = await this.transactions.manager.update(Post, { id, version }, next);
      if (affected !== 1) throw new ConcurrentUpdate(`post ${id}`);
    } catch (error) {
      throw isDuplicate(error) ? new ConcurrentUpdate(`slug of post ${id}`) : error;
    }
    this.changed(id);
    return Object.assign(post, next);
  }

  /**
   * Publishes a post if it is still scheduled for exactly this time.
   * @returns whether it was
   */
  async publishDue(id: string, publishAt: Date, now: Date): Promise<boolean> {
    const { affected } = await this.transactions.manager
      .createQueryBuilder()
      .update(Post)
      .set({
        status: 'published',
        publishedAt: publishAt,
        listedAt: publishAt,
        publishAt: null,
        updatedAt: now,
        version: () => 'version + 1',
      })
      .where({ id, status: 'scheduled', publishAt })
      .execute();
    if (affected === 1) this.changed(id);
    return affected === 1;
  }

  /** @throws ConcurrentUpdate when the post is not at this version any more */
  async remove({ id, version }: Post): Promise<void> {
    const { affected } = await this.transactions.manager.delete(Post, { id, version });
    if (affected !== 1) throw new ConcurrentUpdate(`post ${id}`);
    this.changed(id);
  }

  /**
   * Adds to the number of approved comments, also 0, and holds the post until the transaction ends: so comments of one
   * post change one after the other, and none is added to a post that is being deleted.
   * @param status the status that the post must have
   * @returns whether there is such a post
   */
  async countComments(id: string, change: number, status?: PostStatus): Promise<boolean> {
    const { affected } = await this.transactions.manager
      .createQueryBuilder()
      .update(Post)
      .set({ commentCount: () => 'comment_count + :change' })
      .where(status === undefined ? { id } : { id, status })
      .setParameter('change', change)
      .execute();
    if (affected === 1) this.changed(id);
    return affected === 1;
  }

  /** One statement, and one more when the total is asked for. */
  async page(request: PageRequest, filter: PostFilter): Promise<Slice<ListedPost>> {
    if (filter.tag === undefined && filter.text === undefined) {
      const list = { entity: Post, where: whereOf(filter), select: listed };
      return plainKeysetPage(this.transactions.manager, list, request, sorts);
    }
    const query = this.transactions.manager
      .getRepository(Post)
      .createQueryBuilder('post')
      .select(listed.map((column) => `post.${column}`));
    query.where('post.status = :status', { status: filter.status });
    if (filter.authorId !== undefined) query.andWhere('post.authorId = :author', { author: filter.authorId });
    if (filter.ownerId !== undefined) query.andWhere('post.authorId = :owner', { owner: filter.ownerId });
    if (filter.tag !== undefined) query.andWhere(`post.id IN ${tagged(query)}`, { tag: filter.tag });
    if (filter.text !== undefined) {
      const { sql, parameters } = searchCondition(query.dataSource, searched, filter.text);
      query.andWhere(sql, parameters);
    }
    return keysetPage(query, request, sorts);
  }

  /** The contents of some posts, from the first one on, as many as take no more than so many bytes; at least one. */
  async contentsOf(ids: readonly string[], most: number): Promise<Map<string, string>> {
    if (ids.length === 0) return new Map();
    const { manager } = this.transactions;
    const lengths = await manager.rows<{ id: string; bytes: number }>(
      `SELECT id, OCTET_LENGTH(content) AS bytes FROM blog_posts WHERE id IN (${placesFor(ids)})`,
      [...ids],
    );
    const lengthOf = new Map(lengths.map(({ id, bytes }) => [id, bytes]));
    let bytes = 0;
    const over = ids.findIndex((id, place) => (bytes += lengthOf.get(id) ?? 0) > most && place > 0);
    const read = over < 0 ? ids : ids.slice(0, over);
    const rows = await manager.rows<{ id: string; content: string }>(
      `SELECT id, content FROM blog_posts WHERE id IN (${placesFor(read)})`,
      [...read],
    );
    const contents = new Map(rows.map(({ id, content }) => [id, content]));
    return new Map(read.map((id) => [id, contents.get(id) ?? '']));
  }

  /** One statement for both: nothing of the blog is read as often. */
  private async findTagged(column: 'id' | 'slug', value: string): Promise<TaggedPost | null> {
    const { manager } = this.transactions;
    const names = jsonObject(manager.dataSource, 'link.position', 'tag.name');
    const [row] = await manager.rows<{ tags: string | Record<string, string> | null }>(
      `SELECT post.*, (
         SELECT ${names} FROM blog_post_tags link JOIN blog_tags tag ON tag.id = link.tag_id WHERE link.post_id = post.id
       ) AS tags FROM blog_posts post WHERE post.${column} = ?`,
      [value],
    );
    if (!row) return null;
    const tags = typeof row.tags === 'string' ? (JSON.parse(row.tags) as Record<string, string>) : row.tags;
    // Positions are the keys: an object has such keys in ascending order.
    return { post: manager.entity(Post, row), tags: Object.values(tags ?? {}) };
  }

  private changed(id: string): void {
    this.cache.invalidate(cacheTags.posts, cacheTags.post(id));
  }
}

function whereOf({ status, authorId, ownerId }: PostFilter): FindOptionsWhere<Post> {
  if (authorId === undefined) return ownerId === undefined ? { status } : { status, authorId: ownerId };
  return { status, authorId: ownerId === undefined ? authorId : And(Equal(authorId), Equal(ownerId)) };
}

function tagged(query: SelectQueryBuilder<Post>): string {
  return query
    .subQuery()
    .select('link.postId')
    .from(PostTag, 'link')
    .innerJoin(Tag, 'tag', 'tag.id = link.tagId')
    .where('tag.slug = :tag')
    .getQuery();
}
