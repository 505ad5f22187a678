import { randomBytes } from 'node:crypto';
import { parseArgs } from 'node:util';
import { NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { OpenAPIObject } from '@nestjs/swagger';
import { AccountsService } from '../modules/identity/accounts.service.js';
import { SigningKeys } from '../modules/identity/signing-keys.service.js';
import { SecondFactor } from '../modules/identity/totp/second-factor.service.js';
import { Ledger } from '../modules/inventory/ledger.service.js';
import { OrderAudit } from '../modules/orders/orders/order-audit.service.js';
import { Configuration } from '../platform/config/configuration.js';
import { exampleFile } from '../platform/config/example-file.js';
import { dataSourceOptions, openDataSource } from '../platform/database/data-source.js';
import { runMigrations } from '../platform/database/migrations.js';
import { Resealing } from '../platform/encryption/resealing.js';
import { ParkedDeliveries } from '../platform/events/outbox.js';
import { createServer } from '../platform/http/server.js';
import { createLogger } from '../platform/telemetry/logger.js';
import { AppModule } from './app.module.js';
import { documentOf, setPaths } from './create-app.js';
import { loadModules, moduleNames } from './modules.js';
import { permissionsPage } from './permissions-page.js';

interface Command {
  readonly usage: string;
  readonly about: string;
  /** @param args what follows the command's name @returns the exit code, 0 where it says nothing */
  readonly run: (args: string[]) => Promise<number | void>;
}

const say = (line: string): void => void process.stdout.write(`${line}\n`);

const commands: Readonly<Record<string, Command>> = {
  migrate: {
    usage: 'migrate',
    about: 'runs the migrations that have not run yet',
    run: async () => {
      const { database, services } = Configuration.read(moduleNames);
      const dataSource = await openDataSource(dataSourceOptions(database.url, database.poolSize));
      try {
        const done = await runMigrations(dataSource, services);
        say(done.length === 0 ? 'Nothing to do' : `Ran ${done.length} migrations`);
      } finally {
        await dataSource.destroy();
      }
    },
  },
  'admin create': {
    usage: 'admin create --email <address> [--name <name>]',
    about: 'adds an admin and prints a generated password',
    run: async (args) => {
      const { values } = parseArgs({
        args,
        options: { email: { type: 'string' }, name: { type: 'string' } },
      });
      const { email, name = 'Admin' } = values;
      if (email === undefined) throw new UsageError('--email is missing');
      const password = randomBytes(12).toString('base64url');
      await withContext((context) =>
        context.get(AccountsService).create({ email, password, name, roles: ['admin'], emailVerified: true }),
      );
      say(`Added ${email} with the password ${password}`);
    },
  },
  'second-factor remove': {
    usage: 'second-factor remove --email <address>',
    about: 'turns one-time codes off for an account whose owner cannot; they are told by mail',
    run: async (args) => {
      const { email } = parseArgs({ args, options: { email: { type: 'string' } } }).values;
      if (email === undefined) throw new UsageError('--email is missing');
      await withContext(async (context) => {
        const { id } = await context.get(AccountsService).withEmail(email);
        await context.get(SecondFactor).clear(id, 'operator');
      });
      say(`Sign-ins of ${email} ask for no code`);
    },
  },
  'keys rotate': {
    usage: 'keys rotate [--at-once]',
    about:
      'makes a new key for access tokens; --at-once forgets the old ones, and all access tokens with them',
    run: async (args) => {
      const { values } = parseArgs({ args, options: { 'at-once': { type: 'boolean' } } });
      const atOnce = values['at-once'] ?? false;
      await withContext((context) => context.get(SigningKeys).rotate({ atOnce }));
      say(atOnce ? 'The new key signs now' : 'The new key is published now and signs in ten minutes');
    },
  },
  'keys reseal': {
    usage: 'keys reseal',
    about: 'encrypts every secret in the database with the newest of ENCRYPTION_KEYS',
    run: async () => {
      say(`Sealed ${await withContext((context) => context.get(Resealing).run())} secrets anew`);
    },
  },
  'ledger check': {
    usage: 'ledger check',
    about: 'compares stock with its movements and with what orders hold; exits with 1 when they differ',
    run: async () => {
      const found = await withContext((context) => context.get(Ledger).check());
      for (const discrepancy of found) say(JSON.stringify(discrepancy));
      say(found.length === 0 ? 'The ledger adds up' : `${found.length} SKUs do not add up`);
      return found.length === 0 ? 0 : 1;
    },
  },
  'shop check': {
    usage: 'shop check',
    about: 'compares orders with their stock and payments, and the ledger; exits with 1 when they differ',
    run: async () => {
      const found = await withContext(async (context) => [
        ...(await context.get(OrderAudit).check()),
        ...(await context.get(Ledger).check()),
      ]);
      for (const discrepancy of found) say(JSON.stringify(discrepancy));
      say(found.length === 0 ? 'The shop adds up' : `${found.length} things do not add up`);
      return found.length === 0 ? 0 : 1;
    },
  },
  'outbox list': {
    usage: 'outbox list',
    about: 'lists the deliveries of events that were given up, as JSON lines',
    run: async () => {
      const parked = await withContext((context) => context.get(ParkedDeliveries).list());
      for (const delivery of parked) say(JSON.stringify(delivery));
    },
  },
  'outbox replay': {
    usage: 'outbox replay [<delivery id> ...]',
    about: 'delivers the given ones again, or all that were given up',
    run: async (ids) => {
      const replayed = await withContext((context) =>
        context.get(ParkedDeliveries).replay(ids.length > 0 ? ids : undefined),
      );
      say(`Replayed ${replayed}`);
    },
  },
  'config example': {
    usage: 'config example',
    about: 'prints .env.example: every variable that is read',
    run: () => {
      process.stdout.write(exampleFile());
      return Promise.resolve();
    },
  },
  openapi: {
    usage: 'openapi',
    about: 'prints the OpenAPI document; needs no database',
    run: async () => say(JSON.stringify(await describeRoutes(), null, 2)),
  },
  permissions: {
    usage: 'permissions',
    about: 'prints docs/permissions.md: who may call each route; needs no database',
    run: async () => void process.stdout.write(permissionsPage(await describeRoutes())),
  },
};

/** The command line was not understood. */
class UsageError extends Error {}

/** Runs a command of the command line. @returns the exit code */
export async function runCommand(words: readonly string[]): Promise<number> {
  const name = [words.slice(0, 2).join(' '), words[0] ?? ''].find((candidate) => candidate in commands);
  const command = name === undefined ? undefined : commands[name];
  try {
    if (!command || name === undefined)
      throw new UsageError(words.length > 0 ? `There is no command ${words[0]}` : '');
    return (await command.run(words.slice(name.split(' ').length))) ?? 0;
  } catch (error) {
    if (!isUsageError(error)) throw error;
    process.stderr.write(`${error.message}\n${help()}\n`);
    return 2;
  }
}

function help(): string {
  return `Commands:\n${Object.values(commands)
    .map(({ usage, about }) => `  ${usage.padEnd(48)} ${about}`)
    .join('\n')}`;
}

function isUsageError(error: unknown): error is Error {
  return (
    error instanceof UsageError ||
    (error instanceof Error && 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS'))
  );
}

/** The OpenAPI document of the modules that are hosted, without starting them. */
async function describeRoutes(): Promise<OpenAPIObject> {
  const configuration = Configuration.read(moduleNames);
  const logger = createLogger({ level: 'silent', format: 'json' });
  const root = AppModule.compose(configuration, logger, await loadModules(configuration));
  const server = createServer(configuration.http);
  const app = await NestFactory.create<NestFastifyApplication>(root, server, {
    preview: true,
    abortOnError: false,
    logger: false,
  });
  setPaths(app);
  return documentOf(app, configuration);
}

type Context = { get<T>(token: new (...args: never[]) => T): T };

/** Starts the modules without HTTP, does the work, and stops them. */
async function withContext<T>(work: (context: Context) => Promise<T>): Promise<T> {
  const configuration = Configuration.read(moduleNames);
  const logger = createLogger({ level: 'warn', format: 'json' });
  const root = AppModule.compose(configuration, logger, await loadModules(configuration));
  const app = await NestFactory.createApplicationContext(root, { abortOnError: false, logger: false });
  try {
    return await work({ get: (token) => app.get(token, { strict: false }) });
  } finally {
    await app.close();
  }
}
