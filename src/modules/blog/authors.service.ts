import { Injectable } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import { Identity } from '../identity/index.js';
import type { AuthorView } from './author.dto.js';

/** The names of a batch of users. */
export interface Names {
  of(id: string): AuthorView;
}

/** How long a name is believed, in milliseconds; sooner forgotten where its change is heard. */
const belief = 1_000;

/** Finds the names of those who write. Identity owns them: ask before a transaction opens, never inside it. */
@Injectable()
export class Authors {
  private readonly known = new LRUCache<string, string>({ max: 10_000, ttl: belief });

  constructor(private readonly identity: Identity) {}

  /** At most one call for all ids; an account that is gone for good has no name any more. */
  async named(ids: Iterable<string>): Promise<Names> {
    const names = new Map<string, string | undefined>();
    for (const id of ids) names.set(id, this.known.get(id));
    const unknown = [...names].flatMap(([id, name]) => (name === undefined ? [id] : []));
    const { profiles } =
      unknown.length === 0 ? { profiles: [] } : await this.identity.profiles({ ids: unknown });
    for (const { id, name } of profiles) {
      names.set(id, name);
      this.known.set(id, name);
    }
    return { of: (id) => ({ id, name: names.get(id) ?? 'Former member' }) };
  }

  /** Somebody has another name now, or none. */
  forget(id: string): void {
    this.known.delete(id);
  }
}
