import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { RequestOrigin } from '../../platform/access/origin.js';
import { EncryptionModule } from '../../platform/encryption/encryption.module.js';
import { MetricsModule } from '../../platform/metrics/metrics.module.js';
import { AccessTokenService } from './access-token.service.js';
import { AccountControl } from './account-control.service.js';
import { AccountMails } from './account-mails.service.js';
import { AccountsService } from './accounts.service.js';
import { ApiKey } from './api-keys/api-key.entity.js';
import { ApiKeyRepository } from './api-keys/api-key.repository.js';
import { ApiKeysController } from './api-keys/api-keys.controller.js';
import { ApiKeys } from './api-keys/api-keys.service.js';
import { AuditController } from './audit/audit.controller.js';
import { AuditEvent } from './audit/audit-event.entity.js';
import { AuditRepository } from './audit/audit.repository.js';
import { Audit } from './audit/audit.service.js';
import { AuthController } from './auth.controller.js';
import { IdentityCleanup } from './cleanup.service.js';
import { Credentials } from './credentials.service.js';
import { DemoAccounts } from './demo-accounts.service.js';
import { Erasure } from './erasure.service.js';
import { DataExportController } from './export/data-export.controller.js';
import { DataExport } from './export/data-export.service.js';
import { ForeignData } from './export/foreign-data.service.js';
import { FirstProof } from './first-proof.service.js';
import { FirstAdmin } from './first-admin.service.js';
import { Guess } from './guessing/guess.entity.js';
import { GuessLimit } from './guessing/guess-limit.service.js';
import { GuessRepository } from './guessing/guess.repository.js';
import { IdentityService } from './identity.service.js';
import { JwksController } from './jwks.controller.js';
import { AddressProof } from './mail-tokens/address-proof.service.js';
import { MailToken } from './mail-tokens/mail-token.entity.js';
import { MailTokenRepository } from './mail-tokens/mail-token.repository.js';
import { MailTokensController } from './mail-tokens/mail-tokens.controller.js';
import { MailTokens } from './mail-tokens/mail-tokens.service.js';
import { ForeignAccounts } from './oidc/foreign-accounts.service.js';
import { OidcController } from './oidc/oidc.controller.js';
import { OidcFlow, OidcLink } from './oidc/oidc.entity.js';
import { OidcFlows } from './oidc/oidc-flows.repository.js';
import { OidcLinks } from './oidc/oidc-links.repository.js';
import { OidcProviders } from './oidc/oidc-providers.service.js';
import { OidcSignIn } from './oidc/oidc-sign-in.service.js';
import { OwnerCheck } from './owner-check.service.js';
import { PasswordHasher } from './password-hasher.service.js';
import { PasswordService } from './password.service.js';
import { RefreshToken, Session } from './session.entity.js';
import { SessionRepository } from './session.repository.js';
import { SessionsController } from './sessions.controller.js';
import { Sessions } from './sessions.service.js';
import { SignInRecords } from './sign-in-records.service.js';
import { SignInService } from './sign-in.service.js';
import { SigningKey } from './signing-key.entity.js';
import { SigningKeyRepository } from './signing-key.repository.js';
import { SigningKeys } from './signing-keys.service.js';
import { SecondFactor } from './totp/second-factor.service.js';
import { TotpController } from './totp/totp.controller.js';
import { RecoveryCode, TotpFactor } from './totp/totp.entity.js';
import { TotpRepository } from './totp/totp.repository.js';
import { User, UserRole } from './user.entity.js';
import { UserRepository } from './user.repository.js';
import { UsersController } from './users.controller.js';
import { UsersV1Controller } from './users-v1.controller.js';
import { UsersV2Controller } from './users-v2.controller.js';

const entities = [
  User,
  UserRole,
  Session,
  RefreshToken,
  SigningKey,
  AuditEvent,
  Guess,
  MailToken,
  TotpFactor,
  RecoveryCode,
  ApiKey,
  OidcFlow,
  OidcLink,
];

const repositories = [
  UserRepository,
  SessionRepository,
  SigningKeyRepository,
  AuditRepository,
  GuessRepository,
  MailTokenRepository,
  TotpRepository,
  ApiKeyRepository,
  OidcFlows,
  OidcLinks,
];

/** Accounts, sign-in, sessions, roles, and all that proves who somebody is. */
@Module({
  imports: [TypeOrmModule.forFeature(entities), EncryptionModule, MetricsModule],
  // Routes of `users/me` come before those of `users/:id`.
  controllers: [
    AuthController,
    MailTokensController,
    OidcController,
    SessionsController,
    TotpController,
    ApiKeysController,
    DataExportController,
    UsersV1Controller,
    UsersV2Controller,
    UsersController,
    AuditController,
    JwksController,
  ],
  providers: [
    ...repositories,
    RequestOrigin,
    AccessTokenService,
    AccountControl,
    AccountMails,
    AccountsService,
    AddressProof,
    ApiKeys,
    Audit,
    Credentials,
    DataExport,
    ForeignData,
    DemoAccounts,
    Erasure,
    FirstAdmin,
    FirstProof,
    ForeignAccounts,
    GuessLimit,
    IdentityCleanup,
    IdentityService,
    MailTokens,
    OidcProviders,
    OidcSignIn,
    OwnerCheck,
    PasswordHasher,
    PasswordService,
    SecondFactor,
    Sessions,
    SignInRecords,
    SignInService,
    SigningKeys,
  ],
  exports: [IdentityService, FirstAdmin, AccountsService, DemoAccounts, SigningKeys],
})
export class IdentityModule {}
