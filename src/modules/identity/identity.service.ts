import { Injectable } from '@nestjs/common';
import { AccessTokenService } from './access-token.service.js';
import { type AuthenticatedCaller, Identity, type Profile } from './identity.contract.js';
import { UserRepository } from './user.repository.js';

/** What identity does for other modules. */
@Injectable()
export class IdentityService extends Identity {
  constructor(
    private readonly users: UserRepository,
    private readonly accessTokens: AccessTokenService,
  ) {
    super();
  }

  async profiles(command: { ids: string[] }): Promise<{ profiles: Profile[] }> {
    return { profiles: await this.users.names(command.ids) };
  }

  async addressOf(command: { userId: string }): Promise<{ email: string | null }> {
    return { email: (await this.users.find(command.userId))?.email ?? null };
  }

  async authenticate(command: { token: string }): Promise<{ caller: AuthenticatedCaller | null }> {
    return { caller: await this.accessTokens.verify(command.token) };
  }
}
