import { Controller, Get, Header, Headers, Param, Req, Res } from '@nestjs/common';
import { ApiQuery, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Public } from '../../../platform/access/access.guard.js';
import { Configuration } from '../../../platform/config/configuration.js';
import { Operation } from '../../../platform/http/operation.js';
import { RateLimit } from '../../../platform/http/rate-limit.js';
import { TokensResponse } from '../auth.dto.js';
import { oidcRejected, providerUnavailable, unknownProvider } from '../identity.errors.js';
import { ProviderParameters } from './oidc.dto.js';
import { OidcSignIn } from './oidc-sign-in.service.js';

const cookie = 'mainstay_oidc';

/** Sign-in with an account at another provider (OpenID Connect). */
@ApiTags('Auth')
@Controller({ path: 'auth/oidc/:provider', version: '1' })
@Public()
@RateLimit({ name: 'oidc', limit: 60, windowSeconds: 900 })
export class OidcController {
  private readonly secure: string;

  constructor(
    private readonly signIn: OidcSignIn,
    { http }: Configuration,
  ) {
    this.secure = http.publicUrl?.startsWith('https:') ? '; Secure' : '';
  }

  @Get('authorize')
  @Header('cache-control', 'no-store')
  @Operation({
    summary: 'Sign in at another provider',
    description: 'For browsers: sends them to the provider, which sends them back to the callback.',
    status: 302,
    problems: [unknownProvider, providerUnavailable],
  })
  async authorize(
    @Param() { provider }: ProviderParameters,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const { url, browser } = await this.signIn.begin(provider);
    void reply
      .header('location', url)
      .header(
        'set-cookie',
        `${cookie}=${browser}; Path=/api/v1/auth/oidc; Max-Age=600; HttpOnly; SameSite=Lax${this.secure}`,
      );
  }

  @Get('callback')
  @Header('cache-control', 'no-store')
  @ApiQuery({ name: 'code', required: false, type: String })
  @ApiQuery({ name: 'state', required: false, type: String })
  @Operation({
    summary: 'Come back from another provider',
    description:
      'Opens an account at the first sign-in. Accounts are told apart by issuer and subject, never by an address.',
    returns: TokensResponse,
    problems: [oidcRejected, unknownProvider, providerUnavailable],
  })
  async callback(
    @Param() { provider }: ProviderParameters,
    @Req() { url }: FastifyRequest,
    @Headers('cookie') cookies: string | undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<TokensResponse> {
    void reply.header(
      'set-cookie',
      `${cookie}=; Path=/api/v1/auth/oidc; Max-Age=0; HttpOnly; SameSite=Lax${this.secure}`,
    );
    const browser = new RegExp(`(?:^|;\\s*)${cookie}=([\\w-]{43})(?:;|$)`).exec(cookies ?? '')?.[1];
    const query = url.includes('?') ? url.slice(url.indexOf('?')) : '';
    return this.signIn.finish(provider, query, browser);
  }
}
