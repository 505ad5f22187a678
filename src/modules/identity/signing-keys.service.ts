import { Injectable } from '@nestjs/common';
import {
  exportJWK,
  generateKeyPair,
  importJWK,
  type CryptoKey,
  type JWK,
  type JWTHeaderParameters,
} from 'jose';
import { Clock } from '../../kernel/clock.js';
import { newId } from '../../kernel/ids.js';
import { Transactions } from '../../platform/database/transactions.js';
import { SigningKey } from './signing-key.entity.js';

export const signingAlgorithm = 'ES256';
/** An unknown `kid` makes the keys be read again, but not more often than this, in milliseconds. */
const reloadPause = 1_000;

interface KeyRing {
  readonly signing: { readonly kid: string; readonly key: CryptoKey };
  readonly verifying: ReadonlyMap<string, CryptoKey>;
  readonly published: readonly JWK[];
}

/** The keys that sign access tokens. They live in the database, so that all replicas and all restarts share them. */
@Injectable()
export class SigningKeys {
  private ring: Promise<KeyRing> | undefined;
  private loadedAt = 0;

  constructor(
    private readonly transactions: Transactions,
    private readonly clock: Clock,
  ) {}

  /** The newest key: what new tokens are signed with. */
  async signing(): Promise<KeyRing['signing']> {
    return (await this.keys()).signing;
  }

  /** The public half of the key that a token's header names; undefined when there is none. */
  async verifying(header: JWTHeaderParameters): Promise<CryptoKey | undefined> {
    if (header.kid === undefined) return undefined;
    const known = (await this.keys()).verifying.get(header.kid);
    if (known || this.clock.now().getTime() - this.loadedAt < reloadPause) return known;
    this.ring = undefined;
    return (await this.keys()).verifying.get(header.kid);
  }

  /** The public keys (RFC 7517). */
  async published(): Promise<readonly JWK[]> {
    return (await this.keys()).published;
  }

  private keys(): Promise<KeyRing> {
    this.ring ??= this.load().catch((error: unknown) => {
      this.ring = undefined;
      throw error;
    });
    return this.ring;
  }

  private async load(): Promise<KeyRing> {
    const stored = await this.stored();
    const keys = stored.length > 0 ? stored : [await this.create()];
    this.loadedAt = this.clock.now().getTime();
    const imported = await Promise.all(
      keys.map(async ({ id, publicJwk }) => [id, await importKey(publicJwk)] as const),
    );
    const newest = keys[0] as SigningKey;
    return {
      signing: { kid: newest.id, key: await importKey(newest.privateJwk) },
      verifying: new Map(imported),
      published: keys.map(({ id, publicJwk }) => ({
        ...(JSON.parse(publicJwk) as JWK),
        kid: id,
        alg: signingAlgorithm,
        use: 'sig',
      })),
    };
  }

  private async stored(): Promise<SigningKey[]> {
    return this.transactions.manager.find(SigningKey, { order: { createdAt: 'DESC', id: 'DESC' } });
  }

  private async create(): Promise<SigningKey> {
    const { publicKey, privateKey } = await generateKeyPair(signingAlgorithm, { extractable: true });
    const key = {
      id: newId(),
      publicJwk: JSON.stringify(await exportJWK(publicKey)),
      privateJwk: JSON.stringify(await exportJWK(privateKey)),
      createdAt: this.clock.now(),
    };
    await this.transactions.manager.insert(SigningKey, key);
    return key;
  }
}

async function importKey(jwk: string): Promise<CryptoKey> {
  return (await importJWK(JSON.parse(jwk) as JWK, signingAlgorithm)) as CryptoKey;
}
