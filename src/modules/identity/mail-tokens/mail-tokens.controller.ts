import { Body, Controller, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Public } from '../../../platform/access/access.guard.js';
import { type Caller, CurrentCaller } from '../../../platform/access/caller.js';
import { IgnoreIdempotencyKey } from '../../../platform/http/idempotency/idempotency.interceptor.js';
import { Operation } from '../../../platform/http/operation.js';
import { RateLimit } from '../../../platform/http/rate-limit.js';
import { invalidMailToken, signInBusy } from '../identity.errors.js';
import { PasswordService } from '../password.service.js';
import { AddressProof } from './address-proof.service.js';
import {
  AcceptedResponse,
  AddressRequest,
  MailTokenRequest,
  ResetPasswordRequest,
} from './mail-tokens.dto.js';

/** What needs a mail: verified addresses, and new passwords for those that were forgotten. */
@ApiTags('Auth')
@Controller({ path: 'auth', version: '1' })
@Public()
@IgnoreIdempotencyKey()
@RateLimit({ name: 'mail', limit: 60, windowSeconds: 900 })
export class MailTokensController {
  constructor(
    private readonly proof: AddressProof,
    private readonly passwords: PasswordService,
  ) {}

  @Post('email/verify')
  @Operation({
    summary: 'Verify an address with the token of a mail',
    description:
      'The first time it ends what was set up on the account before: API keys, a second factor, and all sessions but that of the ' +
      'access token that is sent along.',
    problems: [invalidMailToken],
  })
  async verify(
    @Body() { token }: MailTokenRequest,
    @CurrentCaller() caller: Caller | undefined,
  ): Promise<void> {
    await this.proof.verify(token, caller?.sessionId ?? undefined);
  }

  @Post('email/resend')
  @Operation({
    summary: 'Have the mail for verification sent again',
    description: 'Always gives the same answer, also for an address that is verified or has no account.',
    status: 202,
    returns: AcceptedResponse,
  })
  async resend(@Body() { email }: AddressRequest): Promise<AcceptedResponse> {
    await this.proof.want(email, 'verify');
    return { status: 'accepted' };
  }

  @Post('password/forgot')
  @Operation({
    summary: 'Have a mail sent to set a new password with',
    description: 'Always gives the same answer, also for an address without an account.',
    status: 202,
    returns: AcceptedResponse,
  })
  async forgot(@Body() { email }: AddressRequest): Promise<AcceptedResponse> {
    await this.proof.want(email, 'reset');
    return { status: 'accepted' };
  }

  @Post('password/reset')
  @Operation({
    summary: 'Set a new password with the token of a mail',
    description:
      'Ends all sessions and API keys. An account with one-time codes still asks for one at the next sign-in, unless its address ' +
      'was not verified before: then they are turned off.',
    problems: [invalidMailToken, signInBusy],
  })
  async reset(@Body() { token, password }: ResetPasswordRequest): Promise<void> {
    await this.passwords.reset(token, password);
  }
}
