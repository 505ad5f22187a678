import { Injectable } from '@nestjs/common';
import { In } from 'typeorm';
import { newId } from '../../../kernel/ids.js';
import { placesFor } from '../../../platform/database/direct-entity-manager.js';
import { ConcurrentUpdate, isDuplicate } from '../../../platform/database/errors.js';
import { keysetPage, type PageRequest, type Slice, type Sorts } from '../../../platform/database/keyset.js';
import { Transactions } from '../../../platform/database/transactions.js';
import { Post } from '../posts/post.entity.js';
import { PostTag } from './post-tag.entity.js';
import { Tag } from './tag.entity.js';
import type { WrittenTag } from './tag.js';

/** A tag with the number of published posts that have it. */
export interface CountedTag {
  readonly slug: string;
  readonly name: string;
  readonly count: number;
}

/** By slug: in every database the same order, whatever the case of the names. */
const sorts: Sorts<Tag> = { name: { column: 'tag.slug', type: 'text', value: (tag) => tag.slug } };

/** The only code that queries tags and which posts have them. */
@Injectable()
export class TagsRepository {
  constructor(private readonly transactions: Transactions) {}

  /** The names of the tags of some posts, each post's in their order; one statement. */
  async namesOf(postIds: readonly string[]): Promise<Map<string, string[]>> {
    const names = new Map<string, string[]>(postIds.map((id) => [id, []]));
    if (postIds.length === 0) return names;
    const rows = await this.transactions.manager.rows<{ post_id: string; name: string }>(
      `SELECT link.post_id, tag.name FROM blog_post_tags link JOIN blog_tags tag ON tag.id = link.tag_id
       WHERE link.post_id IN (${placesFor(postIds)}) ORDER BY link.position`,
      [...postIds],
    );
    for (const { post_id: postId, name } of rows) names.get(postId)?.push(name);
    return names;
  }

  /**
   * Gives a post these tags and no others; tags that nobody used yet are made.
   * @returns their names as they are spelled from their first use on
   * @throws ConcurrentUpdate when another transaction makes the same new tag
   */
  async assign(postId: string, written: readonly WrittenTag[], now: Date): Promise<string[]> {
    const { manager } = this.transactions;
    const tags = await this.findOrMake(written, now);
    await manager.delete(PostTag, { postId });
    if (tags.length > 0)
      await manager.insert(
        PostTag,
        tags.map(({ id }, position) => ({ postId, tagId: id, position })),
      );
    return tags.map(({ name }) => name);
  }

  /** Tags of published posts. Two statements, however long the page is. */
  async page(request: PageRequest): Promise<Slice<CountedTag>> {
    const query = this.transactions.manager.getRepository(Tag).createQueryBuilder('tag');
    const used = query
      .subQuery()
      .select('1')
      .from(PostTag, 'link')
      .innerJoin(Post, 'post', 'post.id = link.postId AND post.status = :published')
      .where('link.tagId = tag.id')
      .getQuery();
    query.where(`EXISTS ${used}`, { published: 'published' });
    const { rows, ...rest } = await keysetPage(query, request, sorts);
    const counts = await this.countPublished(rows.map(({ id }) => id));
    return { ...rest, rows: rows.map(({ id, slug, name }) => ({ slug, name, count: counts.get(id) ?? 0 })) };
  }

  private async findOrMake(written: readonly WrittenTag[], now: Date): Promise<Tag[]> {
    if (written.length === 0) return [];
    const { manager } = this.transactions;
    const known = await manager.findBy(Tag, { slug: In(written.map(({ slug }) => slug)) });
    const bySlug = new Map(known.map((tag) => [tag.slug, tag]));
    const made = written
      .filter(({ slug }) => !bySlug.has(slug))
      .map(({ name, slug }) => ({ id: newId(), name, slug, createdAt: now }))
      // In one order everywhere, so that two who make the same tags do not wait for each other in a circle.
      .toSorted((a, b) => (a.slug < b.slug ? -1 : 1));
    try {
      if (made.length > 0) await manager.insert(Tag, made);
    } catch (error) {
      throw isDuplicate(error) ? new ConcurrentUpdate('a tag') : error;
    }
    for (const tag of made) bySlug.set(tag.slug, tag);
    return written.flatMap(({ slug }) => bySlug.get(slug) ?? []);
  }

  private async countPublished(tagIds: readonly string[]): Promise<Map<string, number>> {
    if (tagIds.length === 0) return new Map();
    const rows = await this.transactions.manager
      .createQueryBuilder()
      .select(['link.tag_id AS "tagId"', 'COUNT(*) AS count'])
      .from(PostTag, 'link')
      .innerJoin(Post, 'post', 'post.id = link.postId AND post.status = :published', {
        published: 'published',
      })
      .where('link.tagId IN (:...tagIds)', { tagIds })
      .groupBy('link.tagId')
      .getRawMany<{ tagId: string; count: number | string }>();
    return new Map(rows.map(({ tagId, count }) => [tagId, Number(count)]));
  }
}
