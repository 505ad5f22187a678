import { z } from 'zod';
import { readKeys } from '../encryption/key-file.js';
import {
  duration,
  hasKnownParameters,
  integer,
  isCertificate,
  isDatabaseUrl,
  list,
  namesHostOfTls,
  onOff,
  origins,
  trueFalse,
  webUrl,
} from './readers.js';
import { shopVariables } from './shop-variables.js';
import type { Variable } from './variable.js';

export type { Variable } from './variable.js';

/** Every environment variable that Mainstay reads. Nothing else reads the environment. */
export const variables = {
  NODE_ENV: {
    schema: z.enum(['production', 'development', 'test']).default('development'),
    about: 'production switches logs to JSON and refuses unsafe defaults',
    default: 'development',
  },
  PORT: { schema: integer(0, 65_535).default(3000), about: 'port of the HTTP server', default: '3000' },
  HOST: { schema: z.string().min(1).default('0.0.0.0'), about: 'address to listen on', default: '0.0.0.0' },
  METRICS_PORT: {
    schema: integer(0, 65_535).optional(),
    about: 'a port of its own for /metrics, which is not on PORT then',
  },
  MAX_CONNECTIONS: {
    schema: integer(1, 1_000_000).default(10_000),
    about: 'connections of clients at once; fewer where the process may not open so many files',
    default: '10000',
  },
  MAX_CONNECTIONS_PER_NETWORK: {
    schema: integer(1, 1_000_000).default(1_000),
    about: 'connections at once of one client address (IPv6: /64); those of TRUST_PROXY are not counted',
    default: '1000',
  },
  DATABASE_URL: {
    schema: z
      .string()
      .refine(isDatabaseUrl, 'expected sqlite:<path> or mysql://user:password@host:3306/name')
      .refine(hasKnownParameters, 'the only parameter is ssl: ?ssl=true or ?ssl=false')
      .refine(namesHostOfTls, 'ssl=true needs the name of the host, not its address')
      .optional(),
    about: 'the database; sqlite:<path> or mysql://user:password@host:3306/name',
    default: 'sqlite:./data/mainstay.db',
    secret: true,
  },
  DATABASE_MIGRATE: {
    schema: z.enum(['auto', 'off']).default('auto'),
    about: 'off: migrations are run by a job of your own (mainstay migrate)',
    default: 'auto',
  },
  DATABASE_POOL_SIZE: {
    schema: integer(1, 500).default(10),
    about: 'connections per process (MySQL)',
    default: '10',
  },
  SERVICES: { schema: list.default(['all']), about: 'modules that this process hosts', default: 'all' },
  CONTRACT_DEADLINE: {
    schema: duration.default(2_000),
    about: 'how long one module waits for an answer of another before it gives up with 503',
    default: '2s',
  },
  DEMO_DATA: {
    schema: trueFalse.optional(),
    about: 'a sample blog and shop on an empty database; true on the embedded default, else false',
  },
  ADMIN_EMAIL: {
    schema: z.email('expected an email address').optional(),
    about: 'address of the first admin',
  },
  ADMIN_PASSWORD: {
    schema: z.string().min(8).max(128).optional(),
    about: 'password of the first admin; without it the embedded default prints a generated one once',
    secret: true,
  },
  REQUIRE_VERIFIED_EMAIL: {
    schema: trueFalse.default(false),
    about: 'true: a new account signs in only after its address is verified',
    default: 'false',
  },
  AUDIT_RETENTION: {
    schema: duration.pipe(z.number().min(86_400_000, 'expected 1d at least')).default(31_536_000_000),
    about: 'how long audit events are kept, 1d at least',
    default: '365d',
  },
  SESSION_RETENTION: {
    schema: duration.pipe(z.number().min(86_400_000, 'expected 1d at least')).default(2_592_000_000),
    about:
      'how long sessions and API keys are kept after their end, 1d at least; so long a device or address is known',
    default: '30d',
  },
  ENCRYPTION_KEYS: {
    schema: z
      .string()
      .transform((text, context) => {
        const keys = readKeys(text);
        if (!keys) context.addIssue('expected base64 of 32 bytes each, separated by commas');
        return keys ?? z.NEVER;
      })
      .optional(),
    about:
      'keys for secrets in the database, the newest first: base64 of 32 bytes each (openssl rand -base64 32). Needed with ' +
      'MySQL in production; elsewhere one is made and kept beside the data',
    secret: true,
  },
  SMTP_URL: {
    schema: z.url({ protocol: /^smtps?$/, error: 'expected smtp://user:password@host:587' }).optional(),
    about: 'the mail server, smtp://user:password@host:587; without it mail is kept in data/mail',
    secret: true,
  },
  MAIL_FROM: {
    schema: z.string().min(3).default('Mainstay <no-reply@mainstay.example>'),
    about: 'the sender of mail',
    default: 'Mainstay <no-reply@mainstay.example>',
  },
  FRONTEND_URL: {
    schema: webUrl.optional(),
    about:
      'the site that links in mails lead to, e.g. https://shop.example.com; without it mails name the API request',
  },
  ...shopVariables,
  PUBLIC_URL: {
    schema: webUrl.optional(),
    about: 'how clients reach this API, e.g. https://api.example.com',
  },
  CORS_ORIGINS: {
    schema: origins.default([]),
    about:
      'origins whose pages may call the API, e.g. https://shop.example.com, separated by commas; * for any',
  },
  TLS_CERT: {
    schema: z.string().refine(isCertificate, 'expected a certificate in PEM').optional(),
    about: 'serve HTTPS with this certificate chain in PEM, usually by TLS_CERT_FILE',
    secret: true,
  },
  TLS_KEY: {
    schema: z.string().includes('PRIVATE KEY-----', { error: 'expected a private key in PEM' }).optional(),
    about: 'the private key of TLS_CERT in PEM, usually by TLS_KEY_FILE',
    secret: true,
  },
  TRUST_PROXY: {
    schema: list.default([]),
    about: 'addresses or networks of proxies whose X-Forwarded-For is believed, e.g. 10.0.0.0/8',
  },
  REDIS_URL: {
    schema: z.url({ protocol: /^rediss?$/, error: 'expected redis(s)://user:password@host:6379' }).optional(),
    about:
      'Redis, shared by all processes: redis://user:password@host:6379, rediss:// over TLS; without it memory serves',
    secret: true,
  },
  CACHE: { schema: onOff.default(true), about: 'off: public answers are made anew each time', default: 'on' },
  CACHE_MEMORY: {
    schema: integer(1, 100_000).default(64),
    about: 'megabytes of memory that cached answers may take in a process',
    default: '64',
  },
  DOCS: { schema: onOff.default(true), about: 'off: no /docs and no /openapi.json', default: 'on' },
  RATE_LIMIT: { schema: onOff.default(true), about: 'off for load tests', default: 'on' },
  LOG_LEVEL: {
    schema: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info'),
    about: 'fatal, error, warn, info, debug, trace or silent',
    default: 'info',
  },
  LOG_FORMAT: {
    schema: z.enum(['json', 'pretty']).optional(),
    about: 'json or pretty; json in production, else pretty',
  },
  SHUTDOWN_DELAY: {
    schema: duration.optional(),
    about: 'how long /readyz says 503 before connections close; 5s in production, else 0ms',
  },
} as const satisfies Record<string, Variable>;

/** The names of the variables. */
export type VariableName = keyof typeof variables;

/** What reading the environment gives. */
export type Values = { [Name in VariableName]: z.output<(typeof variables)[Name]['schema']> };
