import { Injectable } from '@nestjs/common';
import {
  type CryptoKey,
  exportJWK,
  generateKeyPair,
  importJWK,
  type JWK,
  type JWTHeaderParameters,
} from 'jose';
import { Clock } from '../../kernel/clock.js';
import { newId } from '../../kernel/ids.js';
import { Transactions } from '../../platform/database/transactions.js';
import { KeyRing } from '../../platform/encryption/key-ring.js';
import { placeOf } from '../../platform/encryption/sealed-column.js';
import type { SigningKey } from './signing-key.entity.js';
import { SigningKeyRepository } from './signing-key.repository.js';

export const signingAlgorithm = 'ES256';
/** Milliseconds that a process believes what it last read of the keys. */
const believedFor = 3_000;
/** A new key is published for as long before it signs: caches of `/.well-known/jwks.json` keep it for 5 minutes. */
const publishedBefore = 10 * 60_000;
/** What a key signed last is valid for 10 minutes; clocks may differ a little. */
const validAfter = 11 * 60_000;

interface KeyState {
  readonly signing: { readonly kid: string; readonly key: CryptoKey };
  readonly verifying: ReadonlyMap<string, CryptoKey>;
  readonly published: readonly JWK[];
}

/**
 * The keys that sign access tokens. They live in the database, the private halves sealed, so that all replicas and all
 * restarts share them.
 */
@Injectable()
export class SigningKeys {
  private state: Promise<KeyState> | undefined;
  private readAt = 0;

  constructor(
    private readonly stored: SigningKeyRepository,
    private readonly sealing: KeyRing,
    private readonly transactions: Transactions,
    private readonly clock: Clock,
  ) {}

  /** What new tokens are signed with. */
  async signing(): Promise<KeyState['signing']> {
    return (await this.current()).signing;
  }

  /** The public half of the key that a token's header names; undefined when there is none. */
  async verifying(header: JWTHeaderParameters): Promise<CryptoKey | undefined> {
    return header.kid === undefined ? undefined : (await this.current()).verifying.get(header.kid);
  }

  /** The public keys (RFC 7517). */
  async published(): Promise<readonly JWK[]> {
    return (await this.current()).published;
  }

  /**
   * Puts a new key in the place of the present one. It is published at once and signs ten minutes later; the old ones are
   * believed until what they signed has expired.
   * @param options.atOnce the old ones may be known to others: forget them, and with them all access tokens
   */
  async rotate({ atOnce = false } = {}): Promise<void> {
    const now = this.clock.now();
    const signsFrom = new Date(now.getTime() + (atOnce ? 0 : publishedBefore));
    const key = await this.make(signsFrom);
    await this.transactions.run(async () => {
      await this.stored.add(key);
      if (atOnce) await this.stored.deleteOthers(key.id);
      else await this.stored.expireOthers(key.id, new Date(signsFrom.getTime() + validAfter));
      await this.stored.deleteExpired(now);
    });
    this.state = undefined;
  }

  private current(): Promise<KeyState> {
    const now = this.clock.now().getTime();
    if (this.state && now - this.readAt < believedFor) return this.state;
    this.readAt = now;
    this.state = this.read();
    this.state.catch(() => (this.state = undefined));
    return this.state;
  }

  private async read(): Promise<KeyState> {
    const now = this.clock.now();
    const found = await this.stored.all();
    const keys = found.filter(({ expiresAt }) => expiresAt === null || expiresAt > now);
    const signer = keys.find(({ signsFrom }) => signsFrom <= now) ?? (await this.first(now));
    const all = keys.includes(signer) ? keys : [signer, ...keys];
    const publics = await Promise.all(
      all.map(async ({ id, publicJwk }) => [id, await importKey(publicJwk)] as const),
    );
    return {
      signing: {
        kid: signer.id,
        key: await importKey(this.sealing.open(signer.privateJwk, placeFor(signer.id))),
      },
      verifying: new Map(publics),
      published: all.map(({ id, publicJwk }) => ({
        ...(JSON.parse(publicJwk) as JWK),
        kid: id,
        alg: signingAlgorithm,
        use: 'sig',
      })),
    };
  }

  private async first(now: Date): Promise<SigningKey> {
    const key = await this.make(now);
    await this.stored.add(key);
    return key;
  }

  private async make(signsFrom: Date): Promise<SigningKey> {
    const { publicKey, privateKey } = await generateKeyPair(signingAlgorithm, { extractable: true });
    const id = newId();
    return {
      id,
      publicJwk: JSON.stringify(await exportJWK(publicKey)),
      privateJwk: this.sealing.seal(JSON.stringify(await exportJWK(privateKey)), placeFor(id)),
      createdAt: this.clock.now(),
      signsFrom,
      expiresAt: null,
    };
  }
}

const placeFor = (id: string): string => placeOf('identity_signing_keys', 'private_jwk', id);

async function importKey(jwk: string): Promise<CryptoKey> {
  return (await importJWK(JSON.parse(jwk) as JWK, signingAlgorithm)) as CryptoKey;
}
