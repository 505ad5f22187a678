import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { AccessTokenService } from './access-token.service.js';
import { AccountsService } from './accounts.service.js';
import { AuthController } from './auth.controller.js';
import { DemoAccounts } from './demo-accounts.service.js';
import { FirstAdmin } from './first-admin.service.js';
import { IdentityService } from './identity.service.js';
import { JwksController } from './jwks.controller.js';
import { PasswordHasher } from './password-hasher.service.js';
import { RefreshToken, Session } from './session.entity.js';
import { SessionRepository } from './session.repository.js';
import { Sessions } from './sessions.service.js';
import { SignInService } from './sign-in.service.js';
import { SigningKey } from './signing-key.entity.js';
import { SigningKeys } from './signing-keys.service.js';
import { User, UserRole } from './user.entity.js';
import { UserRepository } from './user.repository.js';
import { UsersController } from './users.controller.js';
import { UsersV1Controller } from './users-v1.controller.js';
import { UsersV2Controller } from './users-v2.controller.js';

/** Accounts, sign-in, sessions, roles. */
@Module({
  imports: [TypeOrmModule.forFeature([User, UserRole, Session, RefreshToken, SigningKey])],
  controllers: [AuthController, UsersV1Controller, UsersV2Controller, UsersController, JwksController],
  providers: [
    AccountsService,
    AccessTokenService,
    DemoAccounts,
    FirstAdmin,
    IdentityService,
    PasswordHasher,
    SessionRepository,
    Sessions,
    SigningKeys,
    SignInService,
    UserRepository,
  ],
  exports: [IdentityService, FirstAdmin, AccountsService, DemoAccounts],
})
export class IdentityModule {}
