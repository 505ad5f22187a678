import { Injectable } from '@nestjs/common';
import { AccessTokenService } from './access-token.service.js';
import { isApiKey } from './api-keys/api-key.js';
import { ApiKeys } from './api-keys/api-keys.service.js';
import { type AuthenticatedCaller, Identity, type Profile } from './identity.contract.js';
import { UserRepository } from './user.repository.js';

/** What identity does for other modules. */
@Injectable()
export class IdentityService extends Identity {
  constructor(
    private readonly users: UserRepository,
    private readonly accessTokens: AccessTokenService,
    private readonly apiKeys: ApiKeys,
  ) {
    super();
  }

  async profiles(command: { ids: string[] }): Promise<{ profiles: Profile[] }> {
    return { profiles: await this.users.names(command.ids) };
  }

  async addressOf(command: { userId: string }): Promise<{ email: string | null; verified: boolean }> {
    const user = await this.users.find(command.userId);
    return { email: user?.email ?? null, verified: user?.emailVerified ?? false };
  }

  async authenticate(command: { token: string }): Promise<{ caller: AuthenticatedCaller | null }> {
    const { token } = command;
    return { caller: await (isApiKey(token) ? this.apiKeys : this.accessTokens).verify(token) };
  }
}
