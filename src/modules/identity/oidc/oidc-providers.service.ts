import { Injectable, Logger } from '@nestjs/common';
import * as client from 'openid-client';
import { Configuration } from '../../../platform/config/configuration.js';
import { oidcRejected, providerUnavailable, unknownProvider } from '../identity.errors.js';

/** Seconds that a provider may take for one answer. */
const patience = 10;
const scope = 'openid email profile';

/** What must be kept in secret between sending somebody to a provider and their coming back. */
export interface FlowSecrets {
  readonly verifier: string;
  readonly nonce: string;
}

/** Who came back, as the provider says. */
export interface ForeignPerson {
  readonly issuer: string;
  readonly subject: string;
  /** Only if the provider says that it is verified. */
  readonly email?: string;
  readonly name?: string;
}

/**
 * Talks to providers of OpenID Connect (Core 1.0, code flow with PKCE, RFC 7636) with openid-client, which checks issuer, audience,
 * signature, state, nonce and times.
 */
@Injectable()
export class OidcProviders {
  private readonly logger = new Logger(OidcProviders.name);
  private readonly found = new Map<string, Promise<client.Configuration>>();

  constructor(private readonly configuration: Configuration) {}

  /** Where to send somebody, with new secrets. @throws unknownProvider, providerUnavailable */
  async begin(provider: string): Promise<{ url: URL; state: string; secrets: FlowSecrets }> {
    const server = await this.server(provider);
    const secrets = { verifier: client.randomPKCECodeVerifier(), nonce: client.randomNonce() };
    const state = client.randomState();
    const url = client.buildAuthorizationUrl(server, {
      redirect_uri: this.redirectUri(provider),
      scope,
      code_challenge: await client.calculatePKCECodeChallenge(secrets.verifier),
      code_challenge_method: 'S256',
      state,
      nonce: secrets.nonce,
    });
    return { url, state, secrets };
  }

  /**
   * Exchanges what somebody came back with for who they are.
   * @param query of the request, with `?`
   * @throws unknownProvider, providerUnavailable, oidcRejected
   */
  async finish(provider: string, query: string, state: string, secrets: FlowSecrets): Promise<ForeignPerson> {
    const server = await this.server(provider);
    try {
      const tokens = await client.authorizationCodeGrant(
        server,
        new URL(this.redirectUri(provider) + query),
        {
          expectedState: state,
          expectedNonce: secrets.nonce,
          pkceCodeVerifier: secrets.verifier,
          idTokenExpected: true,
        },
      );
      const claims = tokens.claims();
      if (!claims) throw oidcRejected();
      const { iss: issuer, sub: subject, email, email_verified: verified, name } = claims;
      return {
        issuer,
        subject,
        ...(typeof email === 'string' && verified === true && { email }),
        ...(typeof name === 'string' && { name }),
      };
    } catch (error) {
      this.logger.warn(`The sign-in at ${provider} was not accepted: ${reasonOf(error)}`);
      throw oidcRejected(undefined, { cause: error });
    }
  }

  private redirectUri(provider: string): string {
    return `${this.configuration.http.publicUrl}/api/v1/auth/oidc/${provider}/callback`;
  }

  private async server(provider: string): Promise<client.Configuration> {
    const settings = Object.hasOwn(this.configuration.oidc, provider)
      ? this.configuration.oidc[provider]
      : undefined;
    if (!settings) throw unknownProvider();
    const { issuer, clientId, clientSecret } = settings;
    let found = this.found.get(provider);
    if (!found) {
      // Plain HTTP is for a provider on this machine: the configuration refuses it elsewhere.
      // oxlint-disable-next-line typescript/no-deprecated -- marked so that nobody uses it for anything else
      const execute = issuer.startsWith('http:') ? [client.allowInsecureRequests] : [];
      found = client.discovery(new URL(issuer), clientId, clientSecret, undefined, {
        execute,
        timeout: patience,
      });
      this.found.set(provider, found);
    }
    try {
      return await found;
    } catch (error) {
      this.found.delete(provider);
      this.logger.warn(`The provider ${provider} does not answer: ${reasonOf(error)}`);
      throw providerUnavailable(undefined, { cause: error, headers: { 'retry-after': '10' } });
    }
  }
}

/** Never the message alone: it may quote what the provider sent. */
function reasonOf(error: unknown): string {
  const { code, error: answer } = (error ?? {}) as { code?: unknown; error?: unknown };
  return (
    [code, answer].filter((part) => typeof part === 'string' && /^[\w.-]{1,60}$/.test(part)).join(' ') ||
    'unknown'
  );
}
