import { Body, Controller, Delete, Get, Param, Patch, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { forbidden, unauthenticated } from '../../../platform/access/access.errors.js';
import { Public } from '../../../platform/access/access.guard.js';
import { type Caller, CurrentCaller } from '../../../platform/access/caller.js';
import { RequirePermission } from '../../../platform/access/permission.guard.js';
import { invalidCursor } from '../../../platform/database/keyset.js';
import { BodyLimit, kibibytes } from '../../../platform/http/body-limit.js';
import { Operation } from '../../../platform/http/operation.js';
import { type Page, pageOf } from '../../../platform/http/page.js';
import { RateLimit } from '../../../platform/http/rate-limit.js';
import { CachedPosts } from '../blog.cache.js';
import {
  commentNotFound,
  commentNotYours,
  commentsClosed,
  contentTooComplex,
  parentNotFound,
  postNotFound,
  threadTooDeep,
  tooManyPendingComments,
} from '../blog.errors.js';
import { PostParameters } from '../posts/posts.dto.js';
import { CommentModerationService } from './comment-moderation.service.js';
import { CommentReader } from './comment-reader.service.js';
import {
  AddCommentRequest,
  CommentParameters,
  commentQuota,
  CommentQueueQuery,
  CommentsQuery,
  CommentView,
  UpdateCommentRequest,
} from './comments.dto.js';
import { CommentsService } from './comments.service.js';
import { type ExpectedVersions, IfMatch } from '../../../platform/http/preconditions.js';

@ApiTags('Comments')
@Controller({ version: '1' })
export class CommentsController {
  constructor(
    private readonly reader: CommentReader,
    private readonly comments: CommentsService,
    private readonly moderation: CommentModerationService,
  ) {}

  @Get('posts/:id/comments')
  @Public()
  @CachedPosts
  @Operation({
    summary: 'List the comments of a post',
    description: 'Approved ones; a reply whose parent is not in the list stands by itself.',
    returns: pageOf(CommentView),
    problems: [postNotFound, invalidCursor, unauthenticated, forbidden],
  })
  async list(
    @Param() { id }: PostParameters,
    @Query() query: CommentsQuery,
    @CurrentCaller() caller: Caller | undefined,
  ): Promise<Page<CommentView>> {
    return this.reader.page(id, query, caller);
  }

  @Post('posts/:id/comments')
  @BodyLimit(kibibytes(64))
  @RateLimit(commentQuota)
  @Operation({
    summary: 'Comment on a post',
    description: 'It waits for a moderator, unless a moderator writes it.',
    status: 201,
    location: '/api/v1/comments/{id}',
    returns: CommentView,
    problems: [
      postNotFound,
      commentsClosed,
      parentNotFound,
      threadTooDeep,
      contentTooComplex,
      tooManyPendingComments,
    ],
  })
  async add(
    @Param() { id }: PostParameters,
    @Body() request: AddCommentRequest,
    @CurrentCaller() caller: Caller,
  ): Promise<CommentView> {
    return this.comments.add(id, request, caller);
  }

  @Get('comments')
  @RequirePermission('comments:moderate')
  @Operation({
    summary: 'List the comments of all posts',
    description: 'Those that wait for a moderator, the oldest first.',
    returns: pageOf(CommentView),
    problems: [invalidCursor],
  })
  async queue(@Query() query: CommentQueueQuery): Promise<Page<CommentView>> {
    return this.reader.queue(query);
  }

  @Patch('comments/:id')
  @RateLimit(commentQuota)
  @BodyLimit(kibibytes(64))
  @Operation({
    summary: 'Change a comment',
    description: 'Your own waits for a moderator again.',
    returns: CommentView,
    problems: [commentNotFound, commentNotYours, contentTooComplex, tooManyPendingComments],
  })
  async update(
    @Param() { id }: CommentParameters,
    @Body() { content }: UpdateCommentRequest,
    @CurrentCaller() caller: Caller,
    @IfMatch() expected: ExpectedVersions,
  ): Promise<CommentView> {
    return this.comments.update(id, content, caller, expected);
  }

  @Delete('comments/:id')
  @Operation({
    summary: 'Delete a comment',
    description: 'Replies to it move up to what it answered.',
    problems: [commentNotFound, commentNotYours],
  })
  async delete(
    @Param() { id }: CommentParameters,
    @CurrentCaller() caller: Caller,
    @IfMatch() expected: ExpectedVersions,
  ): Promise<void> {
    await this.comments.delete(id, caller, expected);
  }

  @Post('comments/:id/approve')
  @RequirePermission('comments:moderate')
  @Operation({ summary: 'Show a comment', returns: CommentView, problems: [commentNotFound] })
  async approve(@Param() { id }: CommentParameters): Promise<CommentView> {
    return this.moderation.decide(id, 'approved');
  }

  @Post('comments/:id/reject')
  @RequirePermission('comments:moderate')
  @Operation({
    summary: 'Keep a comment from being shown',
    returns: CommentView,
    problems: [commentNotFound],
  })
  async reject(@Param() { id }: CommentParameters): Promise<CommentView> {
    return this.moderation.decide(id, 'rejected');
  }
}
