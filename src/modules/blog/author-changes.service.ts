import { Injectable } from '@nestjs/common';
import { ResponseCache } from '../../platform/cache/response-cache.js';
import type { ReceivedEvent } from '../../platform/events/domain-event.js';
import { Subscribe } from '../../platform/events/subscribe.js';
import { UserDeleted, UserRenamed } from '../identity/index.js';
import { Authors } from './authors.service.js';
import { cacheTags } from './blog.cache.js';
import { CommentsRepository } from './comments/comments.repository.js';

/** What follows from changes of those who write: kept answers, which show their names, are made anew. */
@Injectable()
export class AuthorChanges {
  constructor(
    private readonly authors: Authors,
    private readonly comments: CommentsRepository,
    private readonly cache: ResponseCache,
  ) {}

  @Subscribe(UserRenamed, { name: 'blog.show-new-name', effect: 'external' })
  async renamed({ payload }: ReceivedEvent<UserRenamed>): Promise<void> {
    await this.forget(payload.userId);
  }

  @Subscribe(UserDeleted, { name: 'blog.show-no-name', effect: 'external' })
  async deleted({ payload }: ReceivedEvent<UserDeleted>): Promise<void> {
    await this.comments.forgetOrigin(payload.userId);
    await this.forget(payload.userId);
  }

  private forget(id: string): Promise<void> {
    this.authors.forget(id);
    this.cache.invalidate(cacheTags.authors, cacheTags.author(id));
    return Promise.resolve();
  }
}
