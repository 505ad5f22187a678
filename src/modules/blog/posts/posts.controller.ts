import { Body, Controller, Delete, Get, Param, Patch, Post, Put, Query, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { forbidden, unauthenticated } from '../../../platform/access/access.errors.js';
import { Public } from '../../../platform/access/access.guard.js';
import { type Caller, CurrentCaller } from '../../../platform/access/caller.js';
import { RequirePermission } from '../../../platform/access/permission.guard.js';
import { invalidCursor } from '../../../platform/database/keyset.js';
import { BodyLimit, kibibytes } from '../../../platform/http/body-limit.js';
import { Operation } from '../../../platform/http/operation.js';
import { type Page, pageOf } from '../../../platform/http/page.js';
import { CachedPost, CachedPosts } from '../blog.cache.js';
import { contentTooComplex, postNotFound, postNotYours, slugTaken } from '../blog.errors.js';
import { PostReader } from './post-reader.service.js';
import {
  PostParameters,
  PostSlugParameters,
  PostsQuery,
  PostView,
  UpdatePostRequest,
  WritePostRequest,
} from './posts.dto.js';
import { PostsService } from './posts.service.js';
import { type ExpectedVersions, IfMatch } from '../../../platform/http/preconditions.js';
import { InTurns, listTurns } from '../../../platform/http/turns.interceptor.js';

/** Every character of the longest post takes six bytes when a client escapes it (`\u00e9`). */
const bodyLimit = kibibytes(1_280);

@ApiTags('Posts')
@Controller({ path: 'posts', version: '1' })
export class PostsController {
  constructor(
    private readonly reader: PostReader,
    private readonly posts: PostsService,
  ) {}

  @Get()
  @InTurns(listTurns)
  @Public()
  @CachedPosts
  @Operation({
    summary: 'List posts',
    description: 'Published ones; with `status` writers see others of their own, editors those of all.',
    returns: pageOf(PostView),
    problems: [invalidCursor, unauthenticated, forbidden],
  })
  async list(
    @Query() query: PostsQuery,
    @CurrentCaller() caller: Caller | undefined,
  ): Promise<Page<PostView>> {
    return this.reader.page(query, caller);
  }

  @Post()
  @BodyLimit(bodyLimit)
  @RequirePermission('posts:write')
  @Operation({
    summary: 'Write a post',
    description: 'It is a draft until it is published.',
    status: 201,
    returns: PostView,
    problems: [slugTaken, contentTooComplex],
  })
  async create(@Body() request: WritePostRequest, @CurrentCaller() caller: Caller): Promise<PostView> {
    return this.posts.create(request, caller);
  }

  @Get('by-slug/:slug')
  @Public()
  @CachedPost
  @Operation({
    summary: 'Read a post by its slug',
    returns: PostView,
    others: { 308: 'The post has another slug by now: `Location` leads to it' },
    problems: [postNotFound],
  })
  async readBySlug(
    @Param() { slug }: PostSlugParameters,
    @CurrentCaller() caller: Caller | undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<PostView | undefined> {
    const found = await this.reader.getBySlug(slug, caller);
    if ('post' in found) return found.post;
    // A post may get an old slug back: a browser that remembers this answer would then turn in circles.
    void reply.status(308).headers({
      location: `/api/v1/posts/by-slug/${encodeURIComponent(found.movedTo)}`,
      'cache-control': 'no-cache',
    });
    return undefined;
  }

  @Get(':id')
  @Public()
  @CachedPost
  @Operation({ summary: 'Read a post', returns: PostView, problems: [postNotFound] })
  async read(
    @Param() { id }: PostParameters,
    @CurrentCaller() caller: Caller | undefined,
  ): Promise<PostView> {
    return this.reader.get(id, caller);
  }

  @Put(':id')
  @BodyLimit(bodyLimit)
  @RequirePermission('posts:write')
  @Operation({
    summary: 'Replace what a post says',
    description:
      'What is left out has its default: an excerpt from the content, a slug from the title, no tags.',
    returns: PostView,
    problems: [postNotFound, postNotYours, slugTaken, contentTooComplex],
  })
  async replace(
    @Param() { id }: PostParameters,
    @Body() request: WritePostRequest,
    @CurrentCaller() caller: Caller,
    @IfMatch() expected: ExpectedVersions,
  ): Promise<PostView> {
    return this.posts.replace(id, request, caller, expected);
  }

  @Patch(':id')
  @BodyLimit(bodyLimit)
  @RequirePermission('posts:write')
  @Operation({
    summary: 'Change parts of a post',
    returns: PostView,
    problems: [postNotFound, postNotYours, slugTaken, contentTooComplex],
  })
  async update(
    @Param() { id }: PostParameters,
    @Body() request: UpdatePostRequest,
    @CurrentCaller() caller: Caller,
    @IfMatch() expected: ExpectedVersions,
  ): Promise<PostView> {
    return this.posts.update(id, request, caller, expected);
  }

  @Delete(':id')
  @RequirePermission('posts:write')
  @Operation({
    summary: 'Delete a post',
    description: 'With its comments, revisions and slugs. To keep it, archive it.',
    problems: [postNotFound, postNotYours],
  })
  async delete(
    @Param() { id }: PostParameters,
    @CurrentCaller() caller: Caller,
    @IfMatch() expected: ExpectedVersions,
  ): Promise<void> {
    await this.posts.delete(id, caller, expected);
  }
}
