import { readFileSync } from 'node:fs';
import { type Values, type Variable, variables } from './variables.js';

/** A start that the environment makes impossible. The message names every variable at fault, one per line. */
export class ConfigurationError extends Error {
  constructor(readonly faults: readonly string[]) {
    super(`The configuration is wrong:\n${faults.map((fault) => `  ${fault}`).join('\n')}`);
    this.name = 'ConfigurationError';
  }
}

/** A provider of OpenID Connect, as this application is registered there. */
export interface OidcSettings {
  readonly issuer: string;
  readonly clientId: string;
  readonly clientSecret?: string;
}

type Environment = Readonly<Record<string, string | undefined>>;

/** Where the embedded database lives when `DATABASE_URL` is not set. */
const embeddedDatabase = 'sqlite:./data/mainstay.db';

/**
 * The settings of this process, read once from the environment. Immutable; injected by this class.
 * Durations are milliseconds.
 */
export class Configuration {
  readonly production: boolean;
  readonly http: {
    port: number;
    host: string;
    publicUrl?: string;
    trustProxy: string[];
    rateLimit: boolean;
    /** Whether the API's description is served. */
    docs: boolean;
    connections: { most: number; mostOfNetwork: number; proxies: string[] };
    corsOrigins: string[];
    tls?: { cert: string; key: string };
  };
  readonly database: { url: string; embedded: boolean; migrate: 'auto' | 'off'; poolSize: number };
  /** `memory` is in bytes. */
  readonly cache: { on: boolean; memory: number; redisUrl?: string };
  /** The newest first; absent: a file holds them. */
  readonly encryptionKeys?: Buffer[];
  readonly mail: { smtpUrl?: string; from: string; frontendUrl?: string };
  /** Providers of OpenID Connect by name. */
  readonly oidc: Readonly<Record<string, OidcSettings>>;
  /** The modules that this process hosts. */
  readonly services: string[];
  /** How long one module waits for another. */
  readonly contractDeadline: number;
  readonly demoData: boolean;
  readonly admin: { email?: string; password?: string };
  readonly requireVerifiedEmail: boolean;
  /** `unpaid` bounds what waits to be paid: a number of orders, and percents of a SKU. */
  readonly checkout: {
    holdTtl: number;
    declinedHoldTtl: number;
    unpaid: { orders: number; share: number; shareOfGuests: number; shareOfAll: number };
    capture: 'automatic' | 'on_fulfillment';
    cartRetention: number;
    guestCartRetention: number;
  };
  /** How long things are kept; sessions and API keys from their end on. */
  readonly retention: { audit: number; sessions: number };
  /** `stripe` is there when it is the provider. */
  readonly payments: {
    sandboxSecret?: string;
    stripe?: { secretKey: string; webhookSecret: string; apiBase?: string; returnUrl?: string };
  };
  /** Absent: the metrics are on the port of the API. */
  readonly metricsPort?: number;
  readonly log: { level: Values['LOG_LEVEL']; format: 'json' | 'pretty' };
  readonly shutdownDelay: number;

  constructor(values: Values, oidc: Record<string, OidcSettings> = {}) {
    const embedded = values.DATABASE_URL === undefined;
    this.production = values.NODE_ENV === 'production';
    this.http = {
      port: values.PORT,
      host: values.HOST,
      publicUrl: values.PUBLIC_URL,
      trustProxy: values.TRUST_PROXY,
      rateLimit: values.RATE_LIMIT,
      docs: values.DOCS,
      connections: {
        most: values.MAX_CONNECTIONS,
        mostOfNetwork: values.MAX_CONNECTIONS_PER_NETWORK,
        proxies: values.TRUST_PROXY,
      },
      corsOrigins: values.CORS_ORIGINS,
      ...(values.TLS_CERT !== undefined &&
        values.TLS_KEY !== undefined && { tls: { cert: values.TLS_CERT, key: values.TLS_KEY } }),
    };
    this.cache = {
      on: values.CACHE,
      memory: values.CACHE_MEMORY * 1_048_576,
      ...(values.REDIS_URL !== undefined && { redisUrl: values.REDIS_URL }),
    };
    if (values.ENCRYPTION_KEYS !== undefined) this.encryptionKeys = values.ENCRYPTION_KEYS;
    this.mail = { smtpUrl: values.SMTP_URL, from: values.MAIL_FROM, frontendUrl: values.FRONTEND_URL };
    this.oidc = oidc;
    this.database = {
      url: values.DATABASE_URL ?? embeddedDatabase,
      embedded,
      migrate: values.DATABASE_MIGRATE,
      poolSize: values.DATABASE_POOL_SIZE,
    };
    this.services = values.SERVICES;
    this.contractDeadline = values.CONTRACT_DEADLINE;
    this.demoData = values.DEMO_DATA ?? embedded;
    this.admin = { email: values.ADMIN_EMAIL, password: values.ADMIN_PASSWORD };
    this.requireVerifiedEmail = values.REQUIRE_VERIFIED_EMAIL;
    this.checkout = {
      holdTtl: values.HOLD_TTL,
      declinedHoldTtl: values.DECLINED_HOLD_TTL,
      unpaid: {
        orders: values.UNPAID_ORDERS,
        share: values.UNPAID_SHARE,
        shareOfGuests: values.UNPAID_SHARE_OF_GUESTS,
        shareOfAll: values.UNPAID_SHARE_OF_ALL,
      },
      capture: values.CAPTURE,
      cartRetention: values.CART_RETENTION,
      guestCartRetention: values.GUEST_CART_RETENTION,
    };
    this.retention = { audit: values.AUDIT_RETENTION, sessions: values.SESSION_RETENTION };
    this.payments = {
      sandboxSecret: values.SANDBOX_WEBHOOK_SECRET,
      stripe: stripeSettings(values),
    };
    if (values.METRICS_PORT !== undefined) this.metricsPort = values.METRICS_PORT;
    this.log = {
      level: values.LOG_LEVEL,
      format: values.LOG_FORMAT ?? (this.production ? 'json' : 'pretty'),
    };
    this.shutdownDelay = values.SHUTDOWN_DELAY ?? (this.production ? 5_000 : 0);
  }

  /**
   * Reads every variable, each also from the file that `<NAME>_FILE` points at.
   * @param modules the modules that `SERVICES` may name
   * @throws ConfigurationError that lists all faults at once
   */
  static read(modules: readonly string[], environment: Environment = process.env): Configuration {
    const faults: string[] = [];
    const values: Record<string, unknown> = {};
    for (const [name, variable] of Object.entries<Variable>(variables)) {
      try {
        const result = variable.schema.safeParse(textOf(name, environment));
        if (result.success) values[name] = result.data;
        else faults.push(`${name}: ${result.error.issues.map((issue) => issue.message).join(', ')}`);
      } catch (error) {
        faults.push(error instanceof Error ? error.message : String(error));
      }
    }
    const services = (values.SERVICES ?? []) as string[];
    const unknown = services.filter((name) => name !== 'all' && !modules.includes(name));
    if (unknown.length > 0)
      faults.push(`SERVICES: no such module: ${unknown.join(', ')}; known: ${modules.join(', ')}`);
    const hosted = services.includes('all') ? [...modules] : services;
    const { providers, faults: oidcFaults } = oidcProviders(environment, values);
    faults.push(
      ...portFaults(values),
      ...paymentFaults(values, hosted),
      ...secrecyFaults(values),
      ...oidcFaults,
    );
    if (faults.length > 0) throw new ConfigurationError(faults);
    return new Configuration({ ...(values as Values), SERVICES: hosted }, providers);
  }
}

/** An empty variable counts as absent, as in shells and compose files that pass `NAME=`. */
function textOf(name: string, environment: Environment): string | undefined {
  const direct = environment[name] === '' ? undefined : environment[name];
  const file = environment[`${name}_FILE`];
  if (file === undefined || file === '') return direct;
  if (direct !== undefined) throw new Error(`${name}: given twice, also as ${name}_FILE`);
  try {
    return readFileSync(file, 'utf8').trimEnd();
  } catch {
    throw new Error(`${name}_FILE: the file cannot be read`);
  }
}

function stripeSettings(values: Values): Configuration['payments']['stripe'] {
  const { STRIPE_SECRET_KEY: secretKey, STRIPE_WEBHOOK_SECRET: webhookSecret } = values;
  if (values.PAYMENT_PROVIDER !== 'stripe' || secretKey === undefined || webhookSecret === undefined)
    return undefined;
  const returnUrl = values.PAYMENT_RETURN_URL ?? values.PUBLIC_URL;
  return {
    secretKey,
    webhookSecret,
    ...(values.STRIPE_API_BASE !== undefined && { apiBase: values.STRIPE_API_BASE }),
    ...(returnUrl !== undefined && { returnUrl }),
  };
}

/** What a process that hosts payments must have to move money. */
function paymentFaults(values: Partial<Values>, services: readonly string[]): string[] {
  if (!services.includes('payments')) return [];
  if (values.PAYMENT_PROVIDER === 'stripe')
    return (['STRIPE_SECRET_KEY', 'STRIPE_WEBHOOK_SECRET'] as const)
      .filter((name) => values[name] === undefined)
      .map((name) => `${name}: needed with PAYMENT_PROVIDER=stripe`);
  return values.NODE_ENV === 'production' && values.ALLOW_SANDBOX_PAYMENTS === false
    ? ['PAYMENT_PROVIDER: sandbox moves no money; in production say ALLOW_SANDBOX_PAYMENTS=true to use it']
    : [];
}

/** Two servers cannot have one port. */
function portFaults({ PORT, METRICS_PORT }: Partial<Values>): string[] {
  return METRICS_PORT !== undefined && METRICS_PORT !== 0 && METRICS_PORT === PORT
    ? ['METRICS_PORT: must not be that of PORT']
    : [];
}

/** What must not go in the open. */
function secrecyFaults(values: Partial<Values>): string[] {
  const faults: string[] = [];
  if ((values.TLS_CERT === undefined) !== (values.TLS_KEY === undefined))
    faults.push('TLS_CERT, TLS_KEY: both are needed to serve HTTPS');
  const shared = values.DATABASE_URL?.startsWith('mysql:') === true;
  if (values.NODE_ENV === 'production' && shared && values.ENCRYPTION_KEYS === undefined)
    faults.push('ENCRYPTION_KEYS: needed with MySQL in production; openssl rand -base64 32 makes one');
  return faults;
}

const oidcVariable = /^OIDC_([A-Z0-9]+)_(ISSUER|CLIENT_ID|CLIENT_SECRET)(?:_FILE)?$/;

/** Reads `OIDC_<NAME>_ISSUER`, `_CLIENT_ID` and `_CLIENT_SECRET` for as many names as there are. */
function oidcProviders(
  environment: Environment,
  values: Partial<Values>,
): { providers: Record<string, OidcSettings>; faults: string[] } {
  const providers: Record<string, OidcSettings> = {};
  const faults: string[] = [];
  const names = new Set(Object.keys(environment).flatMap((name) => oidcVariable.exec(name)?.[1] ?? []));
  for (const name of names) {
    const [issuer, clientId, clientSecret] = ['ISSUER', 'CLIENT_ID', 'CLIENT_SECRET'].map((part) =>
      textOf(`OIDC_${name}_${part}`, environment),
    );
    if (issuer === undefined && clientId === undefined && clientSecret === undefined) continue;
    if (issuer === undefined || !isIssuer(issuer))
      faults.push(`OIDC_${name}_ISSUER: expected an https URL (http on this machine only)`);
    else if (clientId === undefined) faults.push(`OIDC_${name}_CLIENT_ID: needed with OIDC_${name}_ISSUER`);
    else
      providers[name.toLowerCase()] = {
        issuer,
        clientId,
        ...(clientSecret !== undefined && { clientSecret }),
      };
  }
  if (Object.keys(providers).length > 0 && values.PUBLIC_URL === undefined)
    faults.push('PUBLIC_URL: needed for OIDC: providers send users back to it');
  return { providers, faults };
}

function isIssuer(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, hostname } = new URL(text);
  return (
    protocol === 'https:' || (protocol === 'http:' && ['localhost', '127.0.0.1', '[::1]'].includes(hostname))
  );
}
