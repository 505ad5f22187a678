import { ConsoleLogger, Global, Module, type ModuleMetadata } from '@nestjs/common';
import { Test, type TestingModule } from '@nestjs/testing';
import { Clock, SystemClock } from '../../src/kernel/clock.js';
import { ConfigModule } from '../../src/platform/config/config.module.js';
import { Configuration } from '../../src/platform/config/configuration.js';
import { DatabaseModule } from '../../src/platform/database/database.module.js';
import { RelaySettings } from '../../src/platform/events/relay-settings.js';

@Global()
@Module({ providers: [{ provide: Clock, useClass: SystemClock }], exports: [Clock] })
class ClockModule {}

interface PlatformParts extends Pick<ModuleMetadata, 'imports' | 'providers'> {
  /** Run the platform's own migrations first (default: no). */
  migrate?: boolean;
  poolSize?: number;
  /** The modules whose migrations run too. */
  modules?: readonly string[];
  /** Settings of the event relay that differ from the defaults. */
  relay?: Partial<RelaySettings>;
}

/** Starts the database ground on a database, with further modules and providers of a test. Close it after use. */
export async function startPlatform(url: string, parts: PlatformParts = {}): Promise<TestingModule> {
  const configuration = Configuration.read(parts.modules ?? [], {
    DATABASE_URL: url,
    DATABASE_MIGRATE: parts.migrate ? 'auto' : 'off',
    ENCRYPTION_KEYS: Buffer.alloc(32, 'tests').toString('base64'),
    DATABASE_POOL_SIZE: String(parts.poolSize ?? 10),
  });
  const builder = Test.createTestingModule({
    imports: [
      ConfigModule.forRoot(configuration),
      DatabaseModule.forRoot(),
      ClockModule,
      ...(parts.imports ?? []),
    ],
    providers: parts.providers ?? [],
  })
    .setLogger(new ConsoleLogger({ logLevels: ['fatal'] }))
    .overrideProvider(RelaySettings)
    .useValue(Object.assign(new RelaySettings(), parts.relay));
  const testing = await builder.compile();
  return testing.init();
}
