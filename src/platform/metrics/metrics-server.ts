import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Injectable, Logger, type OnApplicationShutdown } from '@nestjs/common';
import { Configuration, ConfigurationError } from '../config/configuration.js';
import { Metrics } from './metrics.js';

/** Bounds of the server, in milliseconds, bytes and connections: a few scrapers come once in some seconds. */
const bounds = { headers: 5_000, request: 5_000, idle: 10_000, headerSize: 8_192, connections: 20 } as const;

/** `GET /metrics` on a port of its own, which need not be reachable for clients of the API. Ends with the application. */
@Injectable()
export class MetricsServer implements OnApplicationShutdown {
  private readonly logger = new Logger(MetricsServer.name);
  private server?: Server;

  constructor(
    private readonly metrics: Metrics,
    private readonly configuration: Configuration,
  ) {}

  /** The port that it listens on; undefined before {@link listen} and without `METRICS_PORT`. */
  get port(): number | undefined {
    return (this.server?.address() as AddressInfo | null | undefined)?.port;
  }

  /** Listens when `METRICS_PORT` is set. @throws ConfigurationError when it cannot */
  async listen(): Promise<void> {
    const { metricsPort, http } = this.configuration;
    if (metricsPort === undefined) return;
    const server = createServer(
      {
        headersTimeout: bounds.headers,
        requestTimeout: bounds.request,
        keepAliveTimeout: bounds.idle,
        connectionsCheckingInterval: 1_000,
        maxHeaderSize: bounds.headerSize,
      },
      (request, response) => void this.answer(request, response),
    );
    server.timeout = bounds.idle;
    server.maxConnections = bounds.connections;
    this.server = server;
    try {
      await once(server.listen(metricsPort, http.host), 'listening');
    } catch (error) {
      throw new ConfigurationError([`METRICS_PORT: cannot listen on ${metricsPort}: ${String(error)}`]);
    }
    server.on('error', (error) => this.logger.error(error));
  }

  /** Not before the application has drained: until then it may be asked how that goes. */
  onApplicationShutdown(): void {
    this.server?.close();
    this.server?.closeAllConnections();
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    // Whatever is sent with it is not read.
    response.setHeader('connection', 'close');
    response.setHeader('x-content-type-options', 'nosniff');
    if (request.url?.split('?', 1)[0] !== '/metrics') return end(response, 404);
    if (request.method !== 'GET') return end(response.setHeader('allow', 'GET'), 405);
    try {
      const text = await this.metrics.registry.metrics();
      response.setHeader('content-type', this.metrics.registry.contentType);
      end(response, 200, text);
    } catch (error) {
      this.logger.error(error);
      end(response, 500);
    }
  }
}

function end(response: ServerResponse, status: number, text = ''): void {
  response.writeHead(status).end(text);
}
