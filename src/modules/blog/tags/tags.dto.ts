import { IntegerField, TextField } from '../../../platform/http/fields.js';
import { pageQuery } from '../../../platform/http/page.js';

/** A tag of published posts. */
export class TagView {
  @TextField({ example: 'linen-care' })
  slug: string;

  @TextField({ example: 'Linen care' })
  name: string;

  @IntegerField({ min: 0, description: 'published posts that have it' })
  count: number;
}

export class TagsQuery extends pageQuery(['name', '-name']) {}
