import { Controller, Get, Global, Header, Injectable, Module, VERSION_NEUTRAL } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { collectDefaultMetrics, Registry } from 'prom-client';
import { Public } from '../access/access.guard.js';
import { Unlimited } from '../http/rate-limit.js';

/** What this process counts. Whoever counts something makes a prom-client metric with `registers: [metrics.registry]`. */
@Injectable()
export class Metrics {
  readonly registry = new Registry();

  constructor() {
    collectDefaultMetrics({ register: this.registry });
  }
}

/** The metrics in the text format of Prometheus. */
@ApiExcludeController()
@Public()
@Unlimited()
@Controller({ version: VERSION_NEUTRAL })
class MetricsController {
  constructor(private readonly metrics: Metrics) {}

  @Get('metrics')
  @Header('content-type', 'text/plain; version=0.0.4; charset=utf-8')
  async read(): Promise<string> {
    return this.metrics.registry.metrics();
  }
}

/** Metrics, for all modules. */
@Global()
@Module({ controllers: [MetricsController], providers: [Metrics], exports: [Metrics] })
export class MetricsModule {}
