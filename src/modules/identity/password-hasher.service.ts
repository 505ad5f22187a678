import { availableParallelism } from 'node:os';
import { Injectable } from '@nestjs/common';
import { hash, verify } from '@node-rs/argon2';
import { Semaphore } from 'async-mutex';
import { signInBusy } from './identity.errors.js';

/** OWASP's first choice for argon2id (the library's default algorithm): 19 MiB, 2 passes, 1 lane. */
const cost = { memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const;

/** How many may wait for their turn; at about 30 ms a hash, the last one waits a few seconds. */
const longestQueue = 200;

/**
 * Hashes passwords with argon2id, at most one at a time per core: more would fill the memory and starve other requests.
 * Passwords are compared in Unicode's NFKC form, so that they match whatever keyboard they are typed on.
 */
@Injectable()
export class PasswordHasher {
  private readonly cores = new Semaphore(availableParallelism());
  private waiting = 0;
  private readonly nobody = this.hash('nobody has this password');

  /** @returns PHC text of up to 255 characters */
  async hash(password: string): Promise<string> {
    return this.inTurn(() => hash(password.normalize('NFKC'), cost));
  }

  /** Whether the password fits. Without a hash to compare with it takes as long and answers false. */
  async fits(password: string, expected: string | null | undefined): Promise<boolean> {
    const reference = expected ?? (await this.nobody);
    const same = await this.inTurn(() => verify(reference, password.normalize('NFKC')));
    return same && expected !== null && expected !== undefined;
  }

  private async inTurn<T>(work: () => Promise<T>): Promise<T> {
    if (this.waiting >= longestQueue) throw signInBusy(undefined, { headers: { 'retry-after': '2' } });
    this.waiting += 1;
    try {
      return await this.cores.runExclusive(work);
    } finally {
      this.waiting -= 1;
    }
  }
}
