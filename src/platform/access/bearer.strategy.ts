import { Injectable } from '@nestjs/common';
import { PassportStrategy } from '@nestjs/passport';
import { Strategy } from 'passport';
import { invalidToken } from './access.errors.js';
import { AccessTokens } from './access-tokens.js';
import type { Caller } from './caller.js';

/**
 * Passport strategy for bearer tokens (RFC 6750). Tokens are taken from the `Authorization` header alone: in a query
 * they would end up in logs and histories.
 */
@Injectable()
export class BearerStrategy extends PassportStrategy(Strategy, 'bearer') {
  constructor(private readonly tokens: AccessTokens) {
    super();
  }

  override authenticate(request: { headers: { authorization?: string } }): void {
    const token = /^Bearer +([\w.~+/-]+=*)$/i.exec(request.headers.authorization ?? '')?.[1];
    if (token === undefined) return this.fail('Bearer');
    this.validate(token).then(
      (caller) => this.success(caller),
      (error: unknown) => this.error(error),
    );
  }

  async validate(token: string): Promise<Caller> {
    const caller = await this.tokens.verify(token);
    if (!caller)
      throw invalidToken(undefined, { headers: { 'www-authenticate': 'Bearer error="invalid_token"' } });
    return caller;
  }
}
