import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { Configuration, ConfigurationError } from './configuration.js';
import { exampleFile } from './example-file.js';

const key = Buffer.alloc(32, 'k').toString('base64');
const folder = mkdtempSync(join(tmpdir(), 'mainstay-config-'));
afterAll(() => rmSync(folder, { recursive: true }));

const read = (environment: Record<string, string>) => Configuration.read(['identity', 'blog'], environment);

function faultsOf(environment: Record<string, string>): readonly string[] {
  try {
    read(environment);
  } catch (error) {
    if (error instanceof ConfigurationError) return error.faults;
    throw error;
  }
  return [];
}

describe('the configuration', () => {
  it('needs nothing: the embedded database, all modules, demo data', () => {
    expect(read({})).toMatchObject({
      production: false,
      http: { port: 3000, host: '0.0.0.0', rateLimit: true, trustProxy: [] },
      database: { url: 'sqlite:./data/mainstay.db', embedded: true, migrate: 'auto' },
      services: ['identity', 'blog'],
      demoData: true,
      log: { level: 'info', format: 'pretty' },
    });
  });

  it('has no demo data and JSON logs where it is meant for work', () => {
    const configuration = read({
      NODE_ENV: 'production',
      DATABASE_URL: 'mysql://u:p@db:3306/shop',
      ENCRYPTION_KEYS: key,
    });
    expect(configuration).toMatchObject({ demoData: false, log: { format: 'json' }, shutdownDelay: 5_000 });
  });

  it('refuses one port for two servers', () => {
    expect(faultsOf({ PORT: '3000', METRICS_PORT: '3000' })).toEqual([
      'METRICS_PORT: must not be that of PORT',
    ]);
    expect(faultsOf({ PORT: '0', METRICS_PORT: '0' })).toEqual([]);
    expect(read({}).metricsPort).toBeUndefined();
  });

  it('names every fault at once', () => {
    const faults = faultsOf({
      PORT: '70000',
      DATABASE_URL: 'postgres://x',
      LOG_LEVEL: 'loud',
      SERVICES: 'blog,shop',
    });
    expect(faults.map((fault) => fault.split(':', 1)[0])).toEqual([
      'PORT',
      'DATABASE_URL',
      'LOG_LEVEL',
      'SERVICES',
    ]);
  });

  it.each([
    ['PORT', ['-1', '1.5', '0x10', 'http', '65536']],
    ['DATABASE_URL', ['sqlite:', 'mysql://', 'mysql://host', 'mysql://host/', 'file.db']],
    ['SHUTDOWN_DELAY', ['5', '-5s', '5 s', 's']],
    ['PUBLIC_URL', ['api.example.com', 'ftp://example.com']],
    ['DEMO_DATA', ['yes', '1']],
    ['ADMIN_EMAIL', ['root']],
  ])('refuses values of %s that it would have to guess at', (name, values) => {
    for (const value of values)
      expect(faultsOf({ [name]: value })).toEqual([expect.stringContaining(`${name}: `)]);
  });

  it.each([
    ['mysql://u@db/shop?ssl=1', 'the only parameter is ssl'],
    ['mysql://u@db/shop?sslmode=require', 'the only parameter is ssl'],
    ['mysql://u@10.0.0.5/shop?ssl=true', 'ssl=true needs the name of the host'],
    ['mysql://u@[::1]/shop?ssl=true', 'ssl=true needs the name of the host'],
  ])('refuses %s: it would not be the TLS that was asked for', (url, reason) => {
    expect(faultsOf({ DATABASE_URL: url })).toEqual([expect.stringContaining(`DATABASE_URL: ${reason}`)]);
  });

  it.each(['mysql://u@db/shop?ssl=true', 'mysql://u@db/shop?ssl=false', 'mysql://u@10.0.0.5/shop'])(
    'takes %s',
    (url) => {
      expect(faultsOf({ DATABASE_URL: url })).toEqual([]);
    },
  );

  it('takes an empty variable for an absent one', () => {
    expect(read({ PORT: '', DATABASE_URL: '' }).http.port).toBe(3000);
  });

  it('reads secrets from files', () => {
    const file = join(folder, 'password');
    writeFileSync(file, 'from the file\n');
    expect(read({ ADMIN_PASSWORD_FILE: file }).admin.password).toBe('from the file');
    expect(faultsOf({ ADMIN_PASSWORD_FILE: join(folder, 'absent') })).toEqual([
      'ADMIN_PASSWORD_FILE: the file cannot be read',
    ]);
    expect(faultsOf({ ADMIN_PASSWORD_FILE: file, ADMIN_PASSWORD: 'x' })).toEqual([
      'ADMIN_PASSWORD: given twice, also as ADMIN_PASSWORD_FILE',
    ]);
  });

  describe('of payments', () => {
    const production = {
      NODE_ENV: 'production',
      DATABASE_URL: 'mysql://u:p@db:3306/shop',
      ENCRYPTION_KEYS: key,
    };
    const faultsWithPayments = (environment: Record<string, string>): readonly string[] => {
      try {
        Configuration.read(['payments'], environment);
      } catch (error) {
        return error instanceof ConfigurationError ? error.faults : [String(error)];
      }
      return [];
    };

    it('refuses the sandbox in production, where it moves no money, unless it is allowed', () => {
      expect(faultsWithPayments(production)).toEqual([expect.stringContaining('PAYMENT_PROVIDER: ')]);
      expect(faultsWithPayments({ ...production, ALLOW_SANDBOX_PAYMENTS: 'true' })).toEqual([]);
      expect(faultsWithPayments({})).toEqual([]);
    });

    it('needs the secrets of Stripe, and none where payments are not hosted', () => {
      const stripe = { PAYMENT_PROVIDER: 'stripe' };
      expect(faultsWithPayments(stripe).map((fault) => fault.split(':', 1)[0])).toEqual([
        'STRIPE_SECRET_KEY',
        'STRIPE_WEBHOOK_SECRET',
      ]);
      expect(faultsOf({ ...production, ...stripe })).toEqual([]);
      const secrets = { STRIPE_SECRET_KEY: 'sk', STRIPE_WEBHOOK_SECRET: 'whsec' };
      expect(read({ ...stripe, ...secrets, PUBLIC_URL: 'https://shop.example' }).payments.stripe).toEqual({
        secretKey: 'sk',
        webhookSecret: 'whsec',
        returnUrl: 'https://shop.example',
      });
    });
  });

  it('never repeats a value in a fault: it may be a secret', () => {
    const faults = faultsOf({ DATABASE_URL: 'mysql://root:hunter2', ADMIN_PASSWORD: 'hunter2' });
    expect(faults).toHaveLength(2);
    expect(faults.join()).not.toContain('hunter2');
  });

  it('is what .env.example says', () => {
    expect(readFileSync('.env.example', 'utf8')).toBe(exampleFile());
  });
});
