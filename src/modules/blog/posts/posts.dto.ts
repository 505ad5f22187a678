import {
  EnumField,
  IdField,
  IntegerField,
  ObjectField,
  TextField,
  TimestampField,
} from '../../../platform/http/fields.js';
import { pageQuery } from '../../../platform/http/page.js';
import { AuthorView } from '../author.dto.js';
import { CommentView } from '../comments/comments.dto.js';
import { postLimits, type PostStatus, postStatuses } from './post.js';
import { slugLimits } from '../../../kernel/slug.js';

/** How many comments of each post `include=comments` brings. */
export const newestComments = 3;

/** What a list of posts may bring besides. */
const includes = ['comments', 'content', 'comments,content', 'content,comments'] as const;

/** A post. */
export class PostView {
  @IdField()
  id: string;

  @TextField({ example: 'caring-for-linen' })
  slug: string;

  @TextField({ example: 'Caring for linen' })
  title: string;

  @TextField({
    optional: true,
    description: 'Markdown or HTML, as written; in lists with `include=content`',
  })
  content?: string;

  @TextField({ optional: true, description: 'the sanitized rendering of `content`; not in lists' })
  html?: string;

  @TextField({ description: 'plain text; made from `content` unless it was given' })
  excerpt: string;

  @EnumField(postStatuses)
  status: PostStatus;

  @TimestampField({ nullable: true, description: 'when it went live' })
  publishedAt: string | null;

  @TimestampField({ nullable: true, description: 'when a scheduled post goes live' })
  publishAt: string | null;

  @ObjectField(() => AuthorView)
  author: AuthorView;

  @TextField({ list: { max: postLimits.tags }, example: ['linen', 'care'] })
  tags: string[];

  @IntegerField({ min: 0, description: 'approved comments' })
  commentCount: number;

  @ObjectField(() => CommentView, {
    list: { max: newestComments },
    optional: true,
    description: 'the newest approved comments, the newest first; with `include=comments`',
  })
  comments?: CommentView[];

  @TimestampField()
  createdAt: string;

  @TimestampField()
  updatedAt: string;

  @IntegerField({ min: 1 })
  version: number;
}

export class PostParameters {
  @IdField()
  id: string;
}

export class PostSlugParameters {
  @TextField({ min: 1, max: 300, example: 'caring-for-linen' })
  slug: string;
}

export class PostsQuery extends pageQuery([
  '-publishedAt',
  'publishedAt',
  '-createdAt',
  'createdAt',
  '-updatedAt',
  'updatedAt',
]) {
  @TextField({
    min: 1,
    max: postLimits.tag,
    optional: true,
    description: 'with this tag, by its slug or its name',
  })
  tag?: string;

  @IdField({ optional: true, description: 'by this user' })
  author?: string;

  @TextField({
    min: 1,
    max: 200,
    optional: true,
    description:
      'with all these words in title, excerpt or content, or words that begin so where they have three or more letters; the first six ' +
      'count, and of a content at least the first 50,000 characters',
  })
  q?: string;

  @EnumField(postStatuses, {
    optional: true,
    description: 'published ones by default; writers see others of their own, editors those of all',
  })
  status?: PostStatus;

  @EnumField(includes, {
    optional: true,
    description:
      `comments: brings the ${newestComments} newest comments of each post; content: brings what each post says, ` +
      'and a page ends earlier where that is much',
  })
  include?: (typeof includes)[number];
}

/** A whole post: what is left out has its default. */
export class WritePostRequest {
  @TextField({ min: 1, max: postLimits.title, pattern: /\S/, example: 'Caring for linen' })
  title: string;

  @TextField({
    min: 1,
    max: postLimits.content,
    pattern: /\S/,
    multiline: true,
    description:
      'Markdown or HTML; with its rendering at most 1,040,000 bytes, which are about 170,000 characters of a script such as Chinese',
    example: 'Wash it **warm**, dry it flat.',
  })
  content: string;

  @TextField({
    min: 1,
    max: postLimits.excerpt,
    pattern: /\S/,
    multiline: true,
    optional: true,
    nullable: true,
    description: 'plain text; by default the beginning of the content',
  })
  excerpt?: string | null;

  @TextField({ min: 1, max: slugLimits.given, optional: true, description: 'by default made from the title' })
  slug?: string;

  @TextField({
    min: 1,
    max: postLimits.tag,
    list: { max: postLimits.tags },
    optional: true,
    example: ['linen', 'care'],
  })
  tags?: string[];
}

/** Parts of a post: what is left out stays. */
export class UpdatePostRequest {
  @TextField({ min: 1, max: postLimits.title, pattern: /\S/, optional: true })
  title?: string;

  @TextField({ min: 1, max: postLimits.content, pattern: /\S/, multiline: true, optional: true })
  content?: string;

  @TextField({
    min: 1,
    max: postLimits.excerpt,
    pattern: /\S/,
    multiline: true,
    optional: true,
    nullable: true,
    description: 'null: follows the content again',
  })
  excerpt?: string | null;

  @TextField({
    min: 1,
    max: slugLimits.given,
    optional: true,
    description: 'the old one leads here from then on',
  })
  slug?: string;

  @TextField({ min: 1, max: postLimits.tag, list: { max: postLimits.tags }, optional: true })
  tags?: string[];
}

export class PublishPostRequest {
  @TimestampField({
    optional: true,
    description: 'when to go live; at once by default, and when it has passed',
  })
  at?: string;
}
