import { randomBytes } from 'node:crypto';
import { Injectable, Logger, type OnApplicationBootstrap } from '@nestjs/common';
import { isError } from '../../kernel/errors.js';
import { Configuration } from '../../platform/config/configuration.js';
import { AccountsService } from './accounts.service.js';
import { emailTaken } from './identity.errors.js';
import { UserRepository } from './user.repository.js';

const embeddedAdmin = 'admin@mainstay.example';

/** Makes the first admin where there is none. */
@Injectable()
export class FirstAdmin implements OnApplicationBootstrap {
  private readonly logger = new Logger(FirstAdmin.name);

  /** The admin made by this start. The password is there only when it was generated: nobody else knows it. */
  created?: { readonly email: string; readonly password?: string };

  constructor(
    private readonly accounts: AccountsService,
    private readonly users: UserRepository,
    private readonly configuration: Configuration,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    const { admin, database } = this.configuration;
    const email = admin.email ?? (database.embedded ? embeddedAdmin : undefined);
    if (email === undefined || (await this.users.holdersOf('admin')) > 0) return;
    const password =
      admin.password ?? (database.embedded ? randomBytes(12).toString('base64url') : undefined);
    if (password === undefined) {
      this.logger.warn('ADMIN_EMAIL is set without ADMIN_PASSWORD: no admin was made');
      return;
    }
    try {
      await this.accounts.create({ email, password, name: 'Admin', roles: ['admin'], emailVerified: true });
      this.created = { email, password: admin.password === undefined ? password : undefined };
    } catch (error) {
      if (!isError(error, emailTaken)) throw error;
      this.logger.warn('ADMIN_EMAIL belongs to an account that is no admin, or another replica was faster');
    }
  }
}
