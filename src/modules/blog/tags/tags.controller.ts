import { Controller, Get, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Public } from '../../../platform/access/access.guard.js';
import { invalidCursor } from '../../../platform/database/keyset.js';
import { Operation } from '../../../platform/http/operation.js';
import { type Page, pageOf, toPage } from '../../../platform/http/page.js';
import { CachedPosts } from '../blog.cache.js';
import { TagsQuery, TagView } from './tags.dto.js';
import { TagsService } from './tags.service.js';

@ApiTags('Posts')
@Controller({ path: 'tags', version: '1' })
export class TagsController {
  constructor(private readonly tags: TagsService) {}

  @Get()
  @Public()
  @CachedPosts
  @Operation({
    summary: 'List the tags of published posts',
    description: 'With the number of posts that have each.',
    returns: pageOf(TagView),
    problems: [invalidCursor],
  })
  async list(@Query() query: TagsQuery): Promise<Page<TagView>> {
    return toPage(await this.tags.page(query), query, (tag) => tag);
  }
}
