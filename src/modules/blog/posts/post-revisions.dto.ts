import {
  IdField,
  IntegerField,
  ObjectField,
  TextField,
  TimestampField,
} from '../../../platform/http/fields.js';
import { pageQuery } from '../../../platform/http/page.js';
import { AuthorView } from '../author.dto.js';
import { postLimits } from './post.js';

/** What a post said once. */
export class PostRevisionView {
  @IntegerField({ min: 1, description: '1, 2, 3 … within the post' })
  number: number;

  @TextField()
  slug: string;

  @TextField()
  title: string;

  @TextField({ optional: true, description: 'not in lists' })
  content?: string;

  @TextField()
  excerpt: string;

  @TextField({ list: { max: postLimits.tags } })
  tags: string[];

  @ObjectField(() => AuthorView, { description: 'who made the change' })
  editor: AuthorView;

  @TimestampField()
  createdAt: string;
}

export class PostRevisionParameters {
  @IdField()
  id: string;

  @TextField({ pattern: /^[1-9]\d{0,8}$/, description: 'its number', example: '1' })
  n: string;
}

export class PostRevisionsQuery extends pageQuery(['-number', 'number']) {}
