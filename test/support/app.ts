import 'reflect-metadata';
import { join } from 'node:path';
import { afterAll } from '@jest/globals';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { Test } from '@nestjs/testing';
import { AppModule } from '../../src/app/app.module.js';
import { documentOf, prepare } from '../../src/app/create-app.js';
import { loadModules, moduleNames } from '../../src/app/modules.js';
import type { JsonValue } from '../../src/kernel/json.js';
import { AccountsService } from '../../src/modules/identity/accounts.service.js';
import type { Role } from '../../src/modules/identity/roles.js';
import { RenderingThread } from '../../src/modules/blog/rendering-task.js';
import { MailSettings } from '../../src/modules/notifications/mail-settings.js';
import { Configuration } from '../../src/platform/config/configuration.js';
import { Carrier } from '../../src/platform/contracts/local-binding.js';
import { EventRelay } from '../../src/platform/events/event-relay.js';
import { createServer } from '../../src/platform/http/server.js';
import { createLogger } from '../../src/platform/telemetry/logger.js';
import { Client } from './client.js';
import { createAppDatabase, dropLeftDatabases } from './database.js';
import { mailsIn, type ReceivedMail } from './mailbox.js';
import { OpenApiCheck } from './openapi-check.js';
import { patientDeadline } from './patient-deadline.js';
import { quickHasher } from './quick-hasher.js';
import { renderingThread } from './rendering-thread.js';

/** Values between modules go through JSON, as they will between processes. */
class JsonCarrier extends Carrier {
  override carry<T extends JsonValue | undefined>(value: T): T {
    return value === undefined ? value : (JSON.parse(JSON.stringify(value)) as T);
  }
}

/** A running application on a database of its own. */
export interface TestApp {
  readonly url: string;
  /** Not signed in. */
  readonly client: Client;
  readonly nest: NestFastifyApplication;
  /** The log lines of this process since the application was started. */
  readonly logs: string[];
  /** The folder of this test: the embedded database is in it. */
  readonly folder: string;
  /** What was mailed to an address, the oldest first, once all that is due now is done. */
  mails(to: string): Promise<ReceivedMail[]>;
  /** A client signed in as a new user with these roles and a verified address. */
  signedIn(name: string, ...roles: Role[]): Promise<Client & { readonly userId: string }>;
  close(): Promise<void>;
}

afterAll(dropLeftDatabases);

export const password = 'correct horse battery staple';
let users = 0;
/** nestjs-pino keeps the first logger of a process: it writes where the application that was started last looks. */
let newestLogs: string[] = [];
const testKey = Buffer.alloc(32, 'tests').toString('base64');

/** The check of a process that hosts these modules, made once for all tests of a file. */
const checks = new Map<string, OpenApiCheck>();

function checkOf(nest: NestFastifyApplication, configuration: Configuration): OpenApiCheck {
  const modules = configuration.services.join();
  const check = checks.get(modules) ?? new OpenApiCheck(documentOf(nest, configuration));
  checks.set(modules, check);
  return check;
}

/** A part of the application that a test puts its own in the place of. */
export type Replacement = readonly [token: abstract new (...args: never[]) => unknown, value: object];

/**
 * Starts the whole application in this process.
 * @param replacements by default passwords are hashed quickly; tests about accounts pass `[]` and get the real thing
 */
export async function startApp(
  environment: Record<string, string> = {},
  replacements: readonly Replacement[] = [quickHasher],
): Promise<TestApp> {
  const database = await createAppDatabase();
  const configuration = Configuration.read(moduleNames, {
    NODE_ENV: 'test',
    DATABASE_URL: database.url,
    LOG_FORMAT: 'json',
    LOG_LEVEL: 'info',
    RATE_LIMIT: 'off',
    CONTRACT_DEADLINE: patientDeadline,
    ENCRYPTION_KEYS: testKey,
    ...environment,
  });
  const mailFolder = join(database.folder, 'mail');
  const logs: string[] = [];
  newestLogs = logs;
  const logger = createLogger(configuration.log, { write: (line: string) => void newestLogs.push(line) });
  const root = AppModule.compose(configuration, logger, await loadModules(configuration));
  const builder = Test.createTestingModule({ imports: [root] })
    .setLogger(false as never)
    .overrideProvider(Carrier)
    .useClass(JsonCarrier)
    .overrideProvider(MailSettings)
    .useValue(new MailSettings(mailFolder))
    .overrideProvider(RenderingThread)
    .useValue(renderingThread);
  for (const [token, value] of replacements) builder.overrideProvider(token).useValue(value);
  const testing = await builder.compile();
  const nest = testing.createNestApplication<NestFastifyApplication>(createServer(configuration.http), {
    bodyParser: false,
  });
  await prepare(nest, configuration, logger);
  await nest.listen(0, '127.0.0.1');
  const url = (await nest.getUrl()).replace(/\/$/, '');
  const client = new Client(url, checkOf(nest, configuration));

  return {
    url,
    client,
    nest,
    logs,
    folder: database.folder,
    async mails(to) {
      await nest.get(EventRelay, { strict: false }).drain();
      return (await mailsIn(mailFolder)).filter((mail) => mail.to === to);
    },
    async signedIn(name, ...roles) {
      const email = `${name.toLowerCase().replaceAll(/\W+/g, '.')}.${(users += 1)}@example.com`;
      const user = await nest
        .get(AccountsService, { strict: false })
        .create({ email, password, name, roles, emailVerified: true });
      const { body } = await client.post('/api/v1/auth/login', { email, password });
      return Object.assign(client.as(String(body.accessToken)), { userId: user.id });
    },
    async close() {
      await nest.close();
      await database.drop();
    },
  };
}
