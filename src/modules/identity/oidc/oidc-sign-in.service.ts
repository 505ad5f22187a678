import { createHash, randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Clock } from '../../../kernel/clock.js';
import { KeyRing } from '../../../platform/encryption/key-ring.js';
import { placeOf } from '../../../platform/encryption/sealed-column.js';
import { oidcRejected } from '../identity.errors.js';
import { SignInService, type Tokens } from '../sign-in.service.js';
import { ForeignAccounts } from './foreign-accounts.service.js';
import { OidcFlows } from './oidc-flows.repository.js';
import { type FlowSecrets, OidcProviders } from './oidc-providers.service.js';

/** Milliseconds within which somebody must come back. */
const patience = 10 * 60_000;

const secretsOf = (id: string): string => placeOf('identity_oidc_flows', 'secrets', id);

/** Signing in with an account at another provider. */
@Injectable()
export class OidcSignIn {
  constructor(
    private readonly providers: OidcProviders,
    private readonly flows: OidcFlows,
    private readonly accounts: ForeignAccounts,
    private readonly signIns: SignInService,
    private readonly keys: KeyRing,
    private readonly clock: Clock,
  ) {}

  /**
   * @returns where to send the browser, and the text that it must bring back as a cookie: nobody else's browser can finish
   * @throws unknownProvider, providerUnavailable
   */
  async begin(provider: string): Promise<{ url: string; browser: string }> {
    const { url, state, secrets } = await this.providers.begin(provider);
    const browser = randomBytes(32).toString('base64url');
    const id = idOf(state, browser);
    const now = this.clock.now();
    await this.flows.add({
      id,
      provider,
      secrets: this.keys.seal(JSON.stringify(secrets), secretsOf(id)),
      expiresAt: new Date(now.getTime() + patience),
    });
    return { url: url.href, browser };
  }

  /**
   * Signs in who comes back. State and nonce are good once.
   * @param query of the request, with `?`
   * @throws oidcRejected, unknownProvider, providerUnavailable
   */
  async finish(provider: string, query: string, browser: string | undefined): Promise<Tokens> {
    const state = new URLSearchParams(query).get('state');
    if (state === null || browser === undefined) throw oidcRejected('It was not begun in this browser');
    const id = idOf(state, browser);
    const flow = await this.flows.take(id);
    if (flow?.provider !== provider || flow.expiresAt <= this.clock.now())
      throw oidcRejected('It was not begun in this browser, was finished already, or took too long');
    const secrets = JSON.parse(this.keys.open(flow.secrets, secretsOf(id))) as FlowSecrets;
    const person = await this.providers.finish(provider, query, state, secrets);
    return this.signIns.open(await this.accounts.accountOf(person), `oidc ${provider}`);
  }
}

const idOf = (state: string, browser: string): string =>
  createHash('sha256')
    .update(JSON.stringify([state, browser]))
    .digest('hex');
