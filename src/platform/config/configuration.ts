import { readFileSync } from 'node:fs';
import { type Values, type Variable, variables } from './variables.js';

/** A start that the environment makes impossible. The message names every variable at fault, one per line. */
export class ConfigurationError extends Error {
  constructor(readonly faults: readonly string[]) {
    super(`The configuration is wrong:\n${faults.map((fault) => `  ${fault}`).join('\n')}`);
    this.name = 'ConfigurationError';
  }
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
  readonly http: { port: number; host: string; publicUrl?: string; trustProxy: string[]; rateLimit: boolean };
  readonly database: { url: string; embedded: boolean; migrate: 'auto' | 'off'; poolSize: number };
  /** The modules that this process hosts. */
  readonly services: string[];
  readonly demoData: boolean;
  readonly admin: { email?: string; password?: string };
  readonly requireVerifiedEmail: boolean;
  readonly checkout: { holdTtl: number; capture: 'automatic' | 'on_fulfillment' };
  /** `stripe` is there when it is the provider. */
  readonly payments: {
    sandboxSecret?: string;
    stripe?: { secretKey: string; webhookSecret: string; apiBase?: string; returnUrl?: string };
  };
  readonly log: { level: Values['LOG_LEVEL']; format: 'json' | 'pretty' };
  readonly shutdownDelay: number;

  constructor(values: Values) {
    const embedded = values.DATABASE_URL === undefined;
    this.production = values.NODE_ENV === 'production';
    this.http = {
      port: values.PORT,
      host: values.HOST,
      publicUrl: values.PUBLIC_URL,
      trustProxy: values.TRUST_PROXY,
      rateLimit: values.RATE_LIMIT,
    };
    this.database = {
      url: values.DATABASE_URL ?? embeddedDatabase,
      embedded,
      migrate: values.DATABASE_MIGRATE,
      poolSize: values.DATABASE_POOL_SIZE,
    };
    this.services = values.SERVICES;
    this.demoData = values.DEMO_DATA ?? embedded;
    this.admin = { email: values.ADMIN_EMAIL, password: values.ADMIN_PASSWORD };
    this.requireVerifiedEmail = values.REQUIRE_VERIFIED_EMAIL;
    this.checkout = { holdTtl: values.HOLD_TTL, capture: values.CAPTURE };
    this.payments = {
      sandboxSecret: values.SANDBOX_WEBHOOK_SECRET,
      stripe: stripeSettings(values),
    };
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
    faults.push(...paymentFaults(values, hosted));
    if (faults.length > 0) throw new ConfigurationError(faults);
    return new Configuration({ ...(values as Values), SERVICES: hosted });
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
