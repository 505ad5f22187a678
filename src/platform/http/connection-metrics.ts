import type { Server } from 'node:http';
import { Injectable } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { Counter, type Registry } from 'prom-client';
import { Metrics } from '../metrics/metrics.js';
import { refusedBy } from './connections.js';

/** Tells how many connections were refused. */
@Injectable()
export class ConnectionMetrics {
  constructor({ registry }: Metrics, host: HttpAdapterHost) {
    const registers: Registry[] = [];
    const refused = new Counter({
      name: 'mainstay_connections_refused_total',
      help: 'Connections closed as soon as they were made, by the bound that they were beyond',
      labelNames: ['bound'],
      registers,
      collect() {
        const server = host.httpAdapter.getHttpServer() as Server;
        const { total, network } = refusedBy(server);
        this.reset();
        this.inc({ bound: 'total' }, total);
        this.inc({ bound: 'network' }, network);
      },
    });
    registry.registerMetric(refused);
  }
}
