import { fileURLToPath } from 'node:url';
import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { RequestOrigin } from '../../platform/access/origin.js';
import { HttpModule } from '../../platform/http/http.module.js';
import { AuthorChanges } from './author-changes.service.js';
import { Authors } from './authors.service.js';
import { BlogService } from './blog.service.js';
import { Comment } from './comments/comment.entity.js';
import { CommentModerationService } from './comments/comment-moderation.service.js';
import { CommentReader } from './comments/comment-reader.service.js';
import { CommentsController } from './comments/comments.controller.js';
import { CommentsRepository } from './comments/comments.repository.js';
import { CommentsService } from './comments/comments.service.js';
import { BlogDemo } from './demo/blog-demo.service.js';
import { Post } from './posts/post.entity.js';
import { PostPublishingController } from './posts/post-publishing.controller.js';
import { PostPublishingService } from './posts/post-publishing.service.js';
import { PostReader } from './posts/post-reader.service.js';
import { PostRevision } from './posts/post-revision.entity.js';
import { PostRevisionsController } from './posts/post-revisions.controller.js';
import { PostRevisionsRepository } from './posts/post-revisions.repository.js';
import { PostRevisionsService } from './posts/post-revisions.service.js';
import { PostSlug } from './posts/post-slug.entity.js';
import { PostSlugsRepository } from './posts/post-slugs.repository.js';
import { PostWriter } from './posts/post-writer.service.js';
import { PostsController } from './posts/posts.controller.js';
import { PostsRepository } from './posts/posts.repository.js';
import { PostsService } from './posts/posts.service.js';
import { RenderingThread } from './rendering-task.js';
import { Renderings } from './renderings.service.js';
import { PostTag } from './tags/post-tag.entity.js';
import { Tag } from './tags/tag.entity.js';
import { TagsController } from './tags/tags.controller.js';
import { TagsRepository } from './tags/tags.repository.js';
import { TagsService } from './tags/tags.service.js';

/** From the root of what runs: sources, what was compiled, or the bundle, which joins this file with others elsewhere. */
const worker = fileURLToPath(
  import.meta.url.slice(0, import.meta.url.lastIndexOf('/src/')) +
    `/src/modules/blog/rendering.worker.${import.meta.url.endsWith('.ts') ? 'ts' : 'js'}`,
);

/** Posts, their tags and their comments. */
@Module({
  imports: [HttpModule, TypeOrmModule.forFeature([Post, PostSlug, PostRevision, Tag, PostTag, Comment])],
  controllers: [
    PostsController,
    PostPublishingController,
    PostRevisionsController,
    CommentsController,
    TagsController,
  ],
  providers: [
    AuthorChanges,
    Authors,
    BlogDemo,
    BlogService,
    CommentModerationService,
    CommentReader,
    CommentsRepository,
    CommentsService,
    PostPublishingService,
    PostReader,
    PostRevisionsRepository,
    PostRevisionsService,
    PostSlugsRepository,
    PostsRepository,
    PostsService,
    PostWriter,
    Renderings,
    RequestOrigin,
    { provide: RenderingThread, useValue: new RenderingThread(worker) },
    TagsRepository,
    TagsService,
  ],
  exports: [BlogDemo, BlogService],
})
export class BlogModule {}
