import { Body, Controller, Param, Post } from '@nestjs/common';
import { ApiBody, ApiTags } from '@nestjs/swagger';
import { type Caller, CurrentCaller } from '../../../platform/access/caller.js';
import { RequirePermission } from '../../../platform/access/permission.guard.js';
import { Operation } from '../../../platform/http/operation.js';
import { postNotFound, postNotYours, postStatusConflict } from '../blog.errors.js';
import { PostPublishingService } from './post-publishing.service.js';
import { PostParameters, PostView, PublishPostRequest } from './posts.dto.js';

const problems = [postNotFound, postNotYours, postStatusConflict];

@ApiTags('Posts')
@RequirePermission('posts:publish')
@Controller({ path: 'posts/:id', version: '1' })
export class PostPublishingController {
  constructor(private readonly publishing: PostPublishingService) {}

  @Post('publish')
  @ApiBody({ type: PublishPostRequest, required: false })
  @Operation({
    summary: 'Publish a post',
    description: 'At once, or at a time ahead; a scheduled post may be given another time.',
    returns: PostView,
    problems,
  })
  async publish(
    @Param() { id }: PostParameters,
    @Body() { at }: PublishPostRequest,
    @CurrentCaller() caller: Caller,
  ): Promise<PostView> {
    return this.publishing.publish(id, caller, at === undefined ? undefined : new Date(at));
  }

  @Post('unpublish')
  @Operation({
    summary: 'Take a post back to a draft',
    description: 'Off the page, off the schedule or out of the archive.',
    returns: PostView,
    problems,
  })
  async unpublish(@Param() { id }: PostParameters, @CurrentCaller() caller: Caller): Promise<PostView> {
    return this.publishing.unpublish(id, caller);
  }

  @Post('archive')
  @Operation({ summary: 'Retire a published post', returns: PostView, problems })
  async archive(@Param() { id }: PostParameters, @CurrentCaller() caller: Caller): Promise<PostView> {
    return this.publishing.archive(id, caller);
  }
}
