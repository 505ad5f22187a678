import { Controller, Get, Res, VERSION_NEUTRAL } from '@nestjs/common';
import {
  HealthCheck,
  HealthCheckService,
  type HealthCheckResult,
  TypeOrmHealthIndicator,
} from '@nestjs/terminus';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { DataSource } from 'typeorm';
import { Public } from '../access/access.guard.js';
import { Operation } from '../http/operation.js';
import { Unlimited } from '../http/rate-limit.js';
import { Drain } from './drain.js';
import { LivenessResponse, ReadinessResponse } from './health.dto.js';

const databaseTimeout = 1_000;

/** The probes of Kubernetes and load balancers. */
@ApiTags('Operations')
@Controller({ version: VERSION_NEUTRAL })
@Public()
@Unlimited()
export class HealthController {
  constructor(
    private readonly health: HealthCheckService,
    private readonly database: TypeOrmHealthIndicator,
    private readonly dataSource: DataSource,
    private readonly drain: Drain,
  ) {}

  @Get('livez')
  @Operation({
    summary: 'Whether the process runs',
    description: 'Asks nothing outside the process: a restart would not mend a database.',
    returns: LivenessResponse,
  })
  live(): LivenessResponse {
    return { status: 'ok' };
  }

  @Get('readyz')
  @HealthCheck({ swaggerDocumentation: false })
  @Operation({
    summary: 'Whether the process takes requests',
    description:
      'Asks the database. 503 while it does not answer, and as soon as the process begins to drain.',
    returns: ReadinessResponse,
    others: { 503: 'Not ready' },
  })
  async ready(@Res({ passthrough: true }) reply: FastifyReply): Promise<ReadinessResponse> {
    const up = await this.databaseAnswers();
    const status = this.drain.active ? 'draining' : up ? 'ok' : 'down';
    if (status !== 'ok') void reply.status(503);
    return { status, checks: { database: up ? 'up' : 'down' } };
  }

  private async databaseAnswers(): Promise<boolean> {
    const check = (): Promise<HealthCheckResult> =>
      this.health.check([
        // Named, for a bundled program would look for it with classes of another copy of TypeORM.
        () =>
          this.database.pingCheck('database', { connection: this.dataSource }).withTimeout(databaseTimeout),
      ]);
    return check().then(
      ({ status }) => status === 'ok',
      () => false,
    );
  }
}
