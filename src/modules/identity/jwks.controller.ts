import { Controller, Get, Header, VERSION_NEUTRAL } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Public } from '../../platform/access/access.guard.js';
import { ObjectField, TextField } from '../../platform/http/fields.js';
import { Operation } from '../../platform/http/operation.js';
import { SigningKeys } from './signing-keys.service.js';

/** A public key (RFC 7517, RFC 7518 section 6.2). */
export class JsonWebKey {
  @TextField()
  kty: string;

  @TextField()
  crv: string;

  @TextField()
  x: string;

  @TextField()
  y: string;

  @TextField()
  kid: string;

  @TextField()
  alg: string;

  @TextField()
  use: string;
}

/** Public keys. */
export class JsonWebKeySet {
  @ObjectField(() => JsonWebKey, { list: { max: 100 } })
  keys: JsonWebKey[];
}

/** What others verify our access tokens with. */
@ApiTags('Auth')
@Controller({ version: VERSION_NEUTRAL })
@Public()
export class JwksController {
  constructor(private readonly signingKeys: SigningKeys) {}

  @Get('.well-known/jwks.json')
  @Header('cache-control', 'public, max-age=300')
  @Operation({ summary: 'The keys that sign access tokens', returns: JsonWebKeySet })
  async keys(): Promise<JsonWebKeySet> {
    const keys = await this.signingKeys.published();
    return { keys: keys as JsonWebKey[] };
  }
}
