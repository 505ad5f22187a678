import { type DynamicModule, Module } from '@nestjs/common';
import type { Configuration } from '../config/configuration.js';
import { MetricsController } from './metrics.controller.js';
import { MetricsModule } from './metrics.module.js';
import { MetricsServer } from './metrics-server.js';

/** Where the metrics are read: beside the API, or on a port of their own and there alone. */
@Module({})
export class MetricsEndpointModule {
  static forRoot({ metricsPort }: Configuration): DynamicModule {
    return {
      module: MetricsEndpointModule,
      imports: [MetricsModule],
      controllers: metricsPort === undefined ? [MetricsController] : [],
      providers: [MetricsServer],
    };
  }
}
