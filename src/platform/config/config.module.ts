import { type DynamicModule, Module } from '@nestjs/common';
import { Configuration } from './configuration.js';

/** Offers the process's configuration to every provider. */
@Module({})
export class ConfigModule {
  static forRoot(configuration: Configuration): DynamicModule {
    return {
      module: ConfigModule,
      global: true,
      providers: [{ provide: Configuration, useValue: configuration }],
      exports: [Configuration],
    };
  }
}
