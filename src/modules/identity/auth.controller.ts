import { Body, Controller, Header, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Public } from '../../platform/access/access.guard.js';
import { type Caller, CurrentCaller } from '../../platform/access/caller.js';
import { RequireSession } from '../../platform/access/permission.guard.js';
import { IgnoreIdempotencyKey } from '../../platform/http/idempotency/idempotency.interceptor.js';
import { Operation } from '../../platform/http/operation.js';
import { RateLimit } from '../../platform/http/rate-limit.js';
import { AccountsService } from './accounts.service.js';
import {
  LoginRequest,
  RefreshRequest,
  RegisterRequest,
  RegisterResponse,
  TokensResponse,
} from './auth.dto.js';
import {
  emailNotVerified,
  invalidCredentials,
  invalidRefreshToken,
  otpRequired,
  signInBusy,
  tooManyTries,
} from './identity.errors.js';
import { SignInService } from './sign-in.service.js';

/** Registration and sign-in. Answers hold tokens: they are never stored, neither by caches nor under a key. */
@ApiTags('Auth')
@Controller({ path: 'auth', version: '1' })
@IgnoreIdempotencyKey()
export class AuthController {
  constructor(
    private readonly accounts: AccountsService,
    private readonly signIns: SignInService,
  ) {}

  @Post('register')
  @Public()
  @RateLimit({ name: 'register', limit: 60, windowSeconds: 900 })
  @Operation({
    summary: 'Open an account',
    description:
      'Always gives the same answer, also for an address that has an account. A sign-in with the chosen password tells whether it had.',
    status: 202,
    returns: RegisterResponse,
    problems: [signInBusy],
  })
  async register(@Body() request: RegisterRequest): Promise<RegisterResponse> {
    await this.accounts.register(request);
    return { status: 'accepted' };
  }

  @Post('login')
  @Public()
  @Header('cache-control', 'no-store')
  @RateLimit({ name: 'sign-in', limit: 60, windowSeconds: 900 })
  @Operation({
    summary: 'Sign in',
    status: 200,
    returns: TokensResponse,
    problems: [invalidCredentials, otpRequired, emailNotVerified, tooManyTries, signInBusy],
  })
  async login(@Body() request: LoginRequest): Promise<TokensResponse> {
    return this.signIns.signIn(request.email, request.password, request.otp);
  }

  @Post('refresh')
  @Public()
  @Header('cache-control', 'no-store')
  @Operation({
    summary: 'Exchange a refresh token for a new pair',
    description: 'A token is good once. One that is used again after 10 s ends the whole session.',
    status: 200,
    returns: TokensResponse,
    problems: [invalidRefreshToken],
  })
  async refresh(@Body() request: RefreshRequest): Promise<TokensResponse> {
    return this.signIns.refresh(request.refreshToken);
  }

  @Post('logout')
  @RequireSession()
  @Operation({
    summary: 'Sign out',
    description: 'The tokens of the session stop working everywhere within 5 s.',
  })
  async logout(@CurrentCaller() caller: Caller): Promise<void> {
    await this.signIns.signOut(caller.userId, caller.sessionId);
  }

  @Post('logout-all')
  @RequireSession()
  @Operation({ summary: 'Sign out of all sessions' })
  async logoutAll(@CurrentCaller() caller: Caller): Promise<void> {
    await this.signIns.signOutEverywhere(caller.userId);
  }
}
