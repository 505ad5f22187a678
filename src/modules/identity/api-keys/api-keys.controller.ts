import { Body, Controller, Delete, Get, Header, Param, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { type Caller, CurrentCaller } from '../../../platform/access/caller.js';
import { RequireSession } from '../../../platform/access/permission.guard.js';
import { IgnoreIdempotencyKey } from '../../../platform/http/idempotency/idempotency.interceptor.js';
import { Operation } from '../../../platform/http/operation.js';
import {
  apiKeyNotFound,
  emailNotVerified,
  recentSignInRequired,
  scopeNotHeld,
  tooManyApiKeys,
} from '../identity.errors.js';
import { viewApiKey } from './api-key.view.js';
import { ApiKeyParameters, ApiKeysView, CreateApiKeyRequest, NewApiKeyView } from './api-keys.dto.js';
import { ApiKeys } from './api-keys.service.js';

/** One's own API keys. */
@ApiTags('Users')
@Controller({ path: 'users/me/api-keys', version: ['1', '2'] })
@RequireSession()
@IgnoreIdempotencyKey()
export class ApiKeysController {
  constructor(private readonly keys: ApiKeys) {}

  @Get()
  @Operation({ summary: 'List your API keys', returns: ApiKeysView })
  async list(@CurrentCaller() caller: Caller): Promise<ApiKeysView> {
    return { data: (await this.keys.listOf(caller.userId)).map(viewApiKey) };
  }

  @Post()
  @Header('cache-control', 'no-store')
  @Operation({
    summary: 'Make an API key',
    description:
      'The key is shown only this once. Needs a verified address and a sign-in of the last 15 minutes; a refresh is none.',
    status: 201,
    returns: NewApiKeyView,
    problems: [scopeNotHeld, emailNotVerified, recentSignInRequired, tooManyApiKeys],
  })
  async create(
    @CurrentCaller() caller: Caller,
    @Body() request: CreateApiKeyRequest,
  ): Promise<NewApiKeyView> {
    const { key, record } = await this.keys.create(caller, request);
    return { ...viewApiKey(record), key };
  }

  @Delete(':id')
  @Operation({ summary: 'Revoke an API key', problems: [apiKeyNotFound] })
  async revoke(@CurrentCaller() caller: Caller, @Param() { id }: ApiKeyParameters): Promise<void> {
    await this.keys.revoke(caller.userId, id);
  }
}
