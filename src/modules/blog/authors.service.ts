import { Injectable } from '@nestjs/common';
import { Identity } from '../identity/index.js';
import type { AuthorView } from './author.dto.js';

/** The names of a batch of users. */
export interface Names {
  of(id: string): AuthorView;
}

/** Finds the names of those who write. Identity owns them: ask before a transaction opens, never inside it. */
@Injectable()
export class Authors {
  constructor(private readonly identity: Identity) {}

  /** One call for all ids; an account that is gone for good has no name any more. */
  async named(ids: Iterable<string>): Promise<Names> {
    const wanted = [...new Set(ids)];
    const { profiles } =
      wanted.length === 0 ? { profiles: [] } : await this.identity.profiles({ ids: wanted });
    const names = new Map(profiles.map(({ id, name }) => [id, name]));
    return { of: (id) => ({ id, name: names.get(id) ?? 'Former member' }) };
  }
}
