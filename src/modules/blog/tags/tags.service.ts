import { Injectable } from '@nestjs/common';
import type { PageRequest, Slice } from '../../../platform/database/keyset.js';
import { type CountedTag, TagsRepository } from './tags.repository.js';

/** Reading tags. */
@Injectable()
export class TagsService {
  constructor(private readonly tags: TagsRepository) {}

  async page(request: PageRequest): Promise<Slice<CountedTag>> {
    return this.tags.page(request);
  }
}
