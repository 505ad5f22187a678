import { Injectable } from '@nestjs/common';
import { Identity } from '../modules/identity/index.js';
import { AccessTokens } from '../platform/access/access-tokens.js';
import type { Caller } from '../platform/access/caller.js';

/** Access tokens are verified by the module that issues them, wherever it runs. */
@Injectable()
export class ContractAccessTokens extends AccessTokens {
  constructor(private readonly identity: Identity) {
    super();
  }

  async verify(token: string): Promise<Caller | null> {
    const { caller } = await this.identity.authenticate({ token });
    return caller && { ...caller, permissions: new Set(caller.permissions) };
  }
}
