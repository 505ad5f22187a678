import { Controller, Get, Param, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { type Caller, CurrentCaller } from '../../../platform/access/caller.js';
import { RequirePermission } from '../../../platform/access/permission.guard.js';
import { invalidCursor } from '../../../platform/database/keyset.js';
import { Operation } from '../../../platform/http/operation.js';
import { type Page, pageOf } from '../../../platform/http/page.js';
import { contentTooComplex, postNotFound, postNotYours, revisionNotFound } from '../blog.errors.js';
import { PostRevisionParameters, PostRevisionsQuery, PostRevisionView } from './post-revisions.dto.js';
import { PostRevisionsService } from './post-revisions.service.js';
import { PostParameters, PostView } from './posts.dto.js';

@ApiTags('Posts')
@RequirePermission('posts:write')
@Controller({ path: 'posts/:id/revisions', version: '1' })
export class PostRevisionsController {
  constructor(private readonly revisions: PostRevisionsService) {}

  @Get()
  @Operation({
    summary: 'List what a post said before',
    description: 'The newest first; the first one is what it says now.',
    returns: pageOf(PostRevisionView),
    problems: [postNotFound, postNotYours, invalidCursor],
  })
  async list(
    @Param() { id }: PostParameters,
    @Query() query: PostRevisionsQuery,
    @CurrentCaller() caller: Caller,
  ): Promise<Page<PostRevisionView>> {
    return this.revisions.page(id, query, caller);
  }

  @Get(':n')
  @Operation({
    summary: 'Read a revision of a post',
    returns: PostRevisionView,
    problems: [postNotFound, postNotYours, revisionNotFound],
  })
  async read(
    @Param() { id, n }: PostRevisionParameters,
    @CurrentCaller() caller: Caller,
  ): Promise<PostRevisionView> {
    return this.revisions.get(id, Number(n), caller);
  }

  @Post(':n/restore')
  @Operation({
    summary: 'Make a post say again what it said',
    description: 'A new revision; the status of the post stays.',
    returns: PostView,
    problems: [postNotFound, postNotYours, revisionNotFound, contentTooComplex],
  })
  async restore(
    @Param() { id, n }: PostRevisionParameters,
    @CurrentCaller() caller: Caller,
  ): Promise<PostView> {
    return this.revisions.restore(id, Number(n), caller);
  }
}
