import { Injectable } from '@nestjs/common';
import { MoreThan } from 'typeorm';
import { isId } from '../../../kernel/ids.js';
import { ConcurrentUpdate } from '../../../platform/database/errors.js';
import { keysetPage, type PageRequest, type Slice, type Sorts } from '../../../platform/database/keyset.js';
import { placesFor } from '../../../platform/database/direct-entity-manager.js';
import { Transactions } from '../../../platform/database/transactions.js';
import { Comment } from './comment.entity.js';
import { type CommentStatus, pendingLimits } from './comment.js';

/** What may be changed of a comment; its version follows by itself. */
export type CommentChange = Partial<
  Pick<Comment, 'content' | 'contentHtml' | 'status' | 'sentFrom' | 'updatedAt'>
>;

const sorts: Sorts<Comment> = {
  createdAt: { column: 'comment.createdAt', type: 'timestamp', value: (comment) => comment.createdAt },
};

/** The only code that queries comments. */
@Injectable()
export class CommentsRepository {
  constructor(private readonly transactions: Transactions) {}

  async find(id: string): Promise<Comment | null> {
    return isId(id) ? this.transactions.manager.findOneBy(Comment, { id }) : null;
  }

  /** Some comments of a user in the order of their ids, from after one on; as they were written. */
  async writtenBy(
    authorId: string,
    after: string,
    limit: number,
  ): Promise<Pick<Comment, 'id' | 'postId' | 'content' | 'status' | 'createdAt'>[]> {
    return this.transactions.manager.find(Comment, {
      select: { id: true, postId: true, content: true, status: true, createdAt: true },
      where: { authorId, id: MoreThan(after) },
      order: { id: 'ASC' },
      take: limit,
    });
  }

  async add(comment: Comment): Promise<void> {
    await this.transactions.manager.insert(Comment, comment);
  }

  /**
   * Changes a comment that is still at the version it was read at.
   * @returns the comment as it is then
   * @throws ConcurrentUpdate when it is not
   */
  async change(comment: Comment, change: CommentChange): Promise<Comment> {
    const { id, version } = comment;
    const next = { ...change, version: version + 1 };
    const { affected } = await this.transactions.manager.update(Comment, { id, version }, next);
    if (affected !== 1) throw new ConcurrentUpdate(`comment ${id}`);
    return Object.assign(comment, next);
  }

  /**
   * Removes a comment; its replies move up to what it answered.
   * @throws ConcurrentUpdate when it is not at this version any more
   */
  async remove({ id, version, parentId }: Comment): Promise<void> {
    const { manager } = this.transactions;
    await manager.update(Comment, { parentId: id }, { parentId });
    const { affected } = await manager.delete(Comment, { id, version });
    if (affected !== 1) throw new ConcurrentUpdate(`comment ${id}`);
  }

  /** How many comments of an author, and from a network, wait for a moderator; counts no further than the limits. */
  async pendingOf(authorId: string, sentFrom: string): Promise<{ author: number; network: number }> {
    const count = (column: string): string =>
      `SELECT COUNT(*) FROM (SELECT id FROM blog_comments WHERE ${column} = ? AND status = 'pending' LIMIT ?) waiting`;
    const [counted] = await this.transactions.manager.rows<{ author: number; network: number }>(
      `SELECT (${count('author_id')}) AS author, (${count('sent_from')}) AS network`,
      [authorId, pendingLimits.author, sentFrom, pendingLimits.network],
    );
    return { author: Number(counted?.author), network: Number(counted?.network) };
  }

  /** Forgets where the comments of a user were sent from. */
  async forgetOrigin(authorId: string): Promise<void> {
    await this.transactions.manager.update(Comment, { authorId }, { sentFrom: null });
  }

  /** How many comments are above one in its thread; stops counting at `limit`. */
  async ancestors(comment: Comment, limit: number): Promise<number> {
    let above = 0;
    for (let at: Comment | null = comment; at?.parentId && above < limit; above += 1)
      at = await this.find(at.parentId);
    return above;
  }

  /** The comments of one post, or of all. */
  async page(
    request: PageRequest,
    filter: { postId?: string; status: CommentStatus },
  ): Promise<Slice<Comment>> {
    const query = this.transactions.manager
      .getRepository(Comment)
      .createQueryBuilder('comment')
      .where('comment.status = :status', { status: filter.status });
    if (filter.postId !== undefined) query.andWhere('comment.postId = :postId', { postId: filter.postId });
    return keysetPage(query, request, sorts);
  }

  /** The newest approved comments of each of some posts, the newest first; one statement. */
  async newestOf(postIds: readonly string[], each: number): Promise<Map<string, Comment[]>> {
    if (postIds.length === 0) return new Map();
    const comments = await this.transactions.manager.entities(
      Comment,
      `SELECT * FROM blog_comments WHERE id IN (
         SELECT id FROM (
           SELECT id, ROW_NUMBER() OVER (PARTITION BY post_id ORDER BY created_at DESC, id DESC) AS place
           FROM blog_comments WHERE post_id IN (${placesFor(postIds)}) AND status = ?
         ) ranked WHERE place <= ?
       ) ORDER BY created_at DESC, id DESC`,
      [...postIds, 'approved', each],
      // The index holds all that ranks them.
      'text',
    );
    return Map.groupBy(comments, ({ postId }) => postId);
  }
}
