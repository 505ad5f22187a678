import { Injectable } from '@nestjs/common';
import { keysetPage, type PageRequest, type Slice, type Sorts } from '../../../platform/database/keyset.js';
import { Transactions } from '../../../platform/database/transactions.js';
import { PostRevision } from './post-revision.entity.js';

/** A revision without its text. */
export type ListedRevision = Omit<PostRevision, 'content'>;

const sorts: Sorts<PostRevision> = {
  number: { column: 'revision.number', type: 'integer', value: (revision) => revision.number },
};

const listed = (
  [
    'id',
    'postId',
    'number',
    'slug',
    'title',
    'excerpt',
    'excerptGiven',
    'tags',
    'editorId',
    'createdAt',
  ] satisfies (keyof ListedRevision)[]
).map((column) => `revision.${column}`);

/** The only code that queries revisions. */
@Injectable()
export class PostRevisionsRepository {
  constructor(private readonly transactions: Transactions) {}

  async add(revision: PostRevision): Promise<void> {
    await this.transactions.manager.insert(PostRevision, revision);
  }

  async find(postId: string, number: number): Promise<PostRevision | null> {
    return this.transactions.manager.findOneBy(PostRevision, { postId, number });
  }

  async page(request: PageRequest, postId: string): Promise<Slice<ListedRevision>> {
    const query = this.transactions.manager
      .getRepository(PostRevision)
      .createQueryBuilder('revision')
      .select(listed)
      .where('revision.postId = :postId', { postId });
    return keysetPage(query, request, sorts);
  }
}
