import { Injectable } from '@nestjs/common';
import { errors, type JWTHeaderParameters, jwtVerify, SignJWT } from 'jose';
import { newId } from '../../kernel/ids.js';
import { Configuration } from '../../platform/config/configuration.js';
import { Beliefs } from './beliefs.js';
import type { AuthenticatedCaller } from './identity.contract.js';
import { permissionsOf, roles as allRoles, type Role } from './roles.js';
import { Sessions } from './sessions.service.js';
import { signingAlgorithm, SigningKeys } from './signing-keys.service.js';

/** Seconds that an access token is valid. */
export const accessTokenLifetime = 600;
const audience = 'mainstay-api';
const tokenType = 'at+jwt';
/** How long a signature that was checked is not checked again, in milliseconds: as long as a session is believed open. */
const believedFor = 3_000;

interface Claims {
  readonly userId: string;
  readonly sessionId: string;
  readonly roles: Role[];
  /** Milliseconds since 1970. */
  readonly expiresAt: number;
  readonly header: JWTHeaderParameters;
}

/** Access tokens: JWTs for use at this API alone (RFC 9068), signed with ES256. */
@Injectable()
export class AccessTokenService {
  private readonly issuer: string;
  private readonly believed = new Beliefs<Claims | null>(believedFor, (claims) => claims !== null);

  constructor(
    private readonly keys: SigningKeys,
    private readonly sessions: Sessions,
    configuration: Configuration,
  ) {
    this.issuer = configuration.http.publicUrl ?? 'mainstay';
  }

  async issue(user: { id: string; roles: readonly Role[] }, sessionId: string): Promise<string> {
    const { kid, key } = await this.keys.signing();
    return new SignJWT({ sid: sessionId, roles: [...user.roles] })
      .setProtectedHeader({ alg: signingAlgorithm, typ: tokenType, kid })
      .setIssuer(this.issuer)
      .setAudience(audience)
      .setSubject(user.id)
      .setIssuedAt()
      .setExpirationTime(`${accessTokenLifetime}s`)
      .setJti(newId())
      .sign(key);
  }

  /** @returns null for a token that is forged, expired, not meant for this API, or whose session has ended */
  async verify(token: string): Promise<AuthenticatedCaller | null> {
    const claims = await this.believed.get(token, () => this.claimsOf(token));
    // What was believed may be over by now, and so may its key.
    if (!claims || claims.expiresAt <= Date.now() || !(await this.keys.verifying(claims.header))) return null;
    const { userId, sessionId, roles } = claims;
    if (!(await this.sessions.isOpen(sessionId, userId))) return null;
    return { userId, sessionId, roles, permissions: permissionsOf(roles) };
  }

  private async claimsOf(token: string): Promise<Claims | null> {
    try {
      const { payload, protectedHeader } = await jwtVerify(
        token,
        async (header) => {
          const key = await this.keys.verifying(header);
          if (!key) throw new errors.JWKSNoMatchingKey();
          return key;
        },
        {
          algorithms: [signingAlgorithm],
          issuer: this.issuer,
          audience,
          typ: tokenType,
          requiredClaims: ['sub', 'sid', 'roles', 'iat', 'exp', 'jti'],
        },
      );
      const { sub, sid, roles, exp } = payload;
      if (typeof sub !== 'string' || typeof sid !== 'string' || !Array.isArray(roles) || exp === undefined)
        return null;
      return {
        userId: sub,
        sessionId: sid,
        roles: allRoles.filter((role) => roles.includes(role)),
        expiresAt: exp * 1_000,
        header: protectedHeader,
      };
    } catch (error) {
      if (error instanceof errors.JOSEError) return null;
      throw error;
    }
  }
}
