import { Body, Controller, Delete, Header, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { type Caller, CurrentCaller } from '../../../platform/access/caller.js';
import { RequireSession } from '../../../platform/access/permission.guard.js';
import { IgnoreIdempotencyKey } from '../../../platform/http/idempotency/idempotency.interceptor.js';
import { Operation } from '../../../platform/http/operation.js';
import {
  emailNotVerified,
  recentSignInRequired,
  tooManyTries,
  totpActive,
  totpNotActive,
  wrongCode,
} from '../identity.errors.js';
import { SecondFactor } from './second-factor.service.js';
import { ConfirmTotpRequest, RecoveryCodes, RemoveTotpRequest, TotpSetup } from './totp.dto.js';

/** The second factor of one's own account. */
@ApiTags('Users')
@Controller({ path: 'users/me/mfa/totp', version: ['1', '2'] })
@RequireSession()
@IgnoreIdempotencyKey()
export class TotpController {
  constructor(private readonly factor: SecondFactor) {}

  @Post()
  @Header('cache-control', 'no-store')
  @Operation({
    summary: 'Begin to set up one-time codes',
    description:
      'They are asked for once a code of the app has confirmed it. Needs a verified address and a sign-in of the last 15 ' +
      'minutes; a refresh is none.',
    status: 201,
    location: '/api/v2/users/me/mfa/totp',
    returns: TotpSetup,
    problems: [emailNotVerified, recentSignInRequired, totpActive],
  })
  async begin(@CurrentCaller() caller: Caller): Promise<TotpSetup> {
    return this.factor.begin(caller);
  }

  @Post('confirm')
  @Header('cache-control', 'no-store')
  @Operation({
    summary: 'Turn one-time codes on',
    status: 200,
    returns: RecoveryCodes,
    problems: [emailNotVerified, recentSignInRequired, totpActive, totpNotActive, wrongCode, tooManyTries],
  })
  async confirm(
    @CurrentCaller() caller: Caller,
    @Body() { code }: ConfirmTotpRequest,
  ): Promise<RecoveryCodes> {
    return { recoveryCodes: await this.factor.confirm(caller, code) };
  }

  @Delete()
  @Operation({
    summary: 'Turn one-time codes off',
    description: 'Needs a sign-in of the last 15 minutes.',
    problems: [recentSignInRequired, totpNotActive, wrongCode, tooManyTries],
  })
  async remove(@CurrentCaller() caller: Caller, @Body() { code }: RemoveTotpRequest): Promise<void> {
    await this.factor.remove(caller, code);
  }
}
