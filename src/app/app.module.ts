import { type DynamicModule, Module, type Type } from '@nestjs/common';
import { LoggerModule } from 'nestjs-pino';
import type { Logger } from 'pino';
import { Clock, SystemClock } from '../kernel/clock.js';
import { AccessModule } from '../platform/access/access.module.js';
import { AccessTokens } from '../platform/access/access-tokens.js';
import { CacheModule } from '../platform/cache/cache.module.js';
import { ConfigModule } from '../platform/config/config.module.js';
import type { Configuration } from '../platform/config/configuration.js';
import { DatabaseModule } from '../platform/database/database.module.js';
import { EncryptionModule } from '../platform/encryption/encryption.module.js';
import { EventsModule } from '../platform/events/events.module.js';
import { HealthModule } from '../platform/health/health.module.js';
import { MetricsEndpointModule } from '../platform/metrics/metrics-endpoint.module.js';
import { HttpModule } from '../platform/http/http.module.js';
import { errorSerializers } from '../platform/telemetry/logger.js';
import { QuietLogger } from '../platform/telemetry/quiet-logger.js';
import { ContractAccessTokens } from './contract-access-tokens.js';

/** Offers what every module may inject without importing it. */
@Module({
  providers: [
    { provide: Clock, useClass: SystemClock },
    { provide: AccessTokens, useClass: ContractAccessTokens },
    QuietLogger,
  ],
  exports: [Clock, AccessTokens, QuietLogger],
})
class GroundModule {}

/** The composition root: the platform, and the modules that this process hosts. */
@Module({})
export class AppModule {
  static compose(
    configuration: Configuration,
    logger: Logger,
    hosted: readonly (Type<unknown> | DynamicModule)[],
  ): DynamicModule {
    return {
      module: AppModule,
      imports: [
        ConfigModule.forRoot(configuration),
        LoggerModule.forRoot({
          pinoHttp: { logger, serializers: errorSerializers, wrapSerializers: false },
          forRoutes: [],
        }),
        { module: GroundModule, global: true },
        DatabaseModule.forRoot(),
        EncryptionModule,
        EventsModule,
        CacheModule,
        AccessModule,
        HttpModule,
        HealthModule,
        MetricsEndpointModule.forRoot(configuration),
        ...hosted,
      ],
    };
  }
}
