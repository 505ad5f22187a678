import { Global, Module } from '@nestjs/common';
import { Metrics } from './metrics.js';

/** Metrics, for all modules. */
@Global()
@Module({ providers: [Metrics], exports: [Metrics] })
export class MetricsModule {}
