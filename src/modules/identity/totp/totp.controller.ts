import { Body, Controller, Delete, Header, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { type Caller, CurrentCaller } from '../../../platform/access/caller.js';
import { RequireSession } from '../../../platform/access/permission.guard.js';
import { IgnoreIdempotencyKey } from '../../../platform/http/idempotency/idempotency.interceptor.js';
import { Operation } from '../../../platform/http/operation.js';
import { AccountsService } from '../accounts.service.js';
import { tooManyTries, totpActive, totpNotActive, wrongCode } from '../identity.errors.js';
import { SecondFactor } from './second-factor.service.js';
import { ConfirmTotpRequest, RecoveryCodes, RemoveTotpRequest, TotpSetup } from './totp.dto.js';

/** The second factor of one's own account. */
@ApiTags('Users')
@Controller({ path: 'users/me/mfa/totp', version: ['1', '2'] })
@RequireSession()
@IgnoreIdempotencyKey()
export class TotpController {
  constructor(
    private readonly factor: SecondFactor,
    private readonly accounts: AccountsService,
  ) {}

  @Post()
  @Header('cache-control', 'no-store')
  @Operation({
    summary: 'Begin to set up one-time codes',
    description: 'They are asked for once a code of the app has confirmed it.',
    status: 201,
    returns: TotpSetup,
    problems: [totpActive],
  })
  async begin(@CurrentCaller() caller: Caller): Promise<TotpSetup> {
    const { email } = await this.accounts.get(caller.userId);
    return this.factor.begin(caller.userId, email);
  }

  @Post('confirm')
  @Header('cache-control', 'no-store')
  @Operation({
    summary: 'Turn one-time codes on',
    status: 200,
    returns: RecoveryCodes,
    problems: [totpActive, totpNotActive, wrongCode, tooManyTries],
  })
  async confirm(
    @CurrentCaller() caller: Caller,
    @Body() { code }: ConfirmTotpRequest,
  ): Promise<RecoveryCodes> {
    return { recoveryCodes: await this.factor.confirm(caller.userId, code) };
  }

  @Delete()
  @Operation({
    summary: 'Turn one-time codes off',
    problems: [totpNotActive, wrongCode, tooManyTries],
  })
  async remove(@CurrentCaller() caller: Caller, @Body() { code }: RemoveTotpRequest): Promise<void> {
    await this.factor.remove(caller.userId, code);
  }
}
