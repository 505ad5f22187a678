import { VersioningType } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { OpenAPIObject } from '@nestjs/swagger';
import type { Logger } from 'pino';
import { Answers } from '../platform/cache/answers.js';
import { answerFromMemory } from '../platform/cache/memory-first.js';
import type { Configuration } from '../platform/config/configuration.js';
import { allowOrigins } from '../platform/http/cors.js';
import { Drain } from '../platform/health/drain.js';
import { announceDeprecations } from '../platform/http/deprecation.js';
import { refuseMethods } from '../platform/http/method-not-allowed.js';
import { serveDocuments } from '../platform/http/documents.js';
import { describeApi } from '../platform/http/openapi.js';
import { limitRates, refuseUnknownRoutes } from '../platform/http/rate-limit.js';
import { limitSearches } from '../platform/http/searches.js';
import { RateLimits } from '../platform/http/rate-limits.js';
import { secureHeaders } from '../platform/http/secure-headers.js';
import { refuseMalformedAddresses } from '../platform/http/well-formed-address.js';
import { createServer } from '../platform/http/server.js';
import { MetricsServer } from '../platform/metrics/metrics-server.js';
import { QuietLogger } from '../platform/telemetry/quiet-logger.js';
import { logRequests } from '../platform/telemetry/request-log.js';
import { AppModule } from './app.module.js';
import { deprecations } from './deprecations.js';
import { loadModules } from './modules.js';

/** Everything outside `/api`: probes, keys, documents. */
const unprefixed = ['livez', 'readyz', 'metrics', '.well-known/jwks.json'];

/** Assembles the HTTP application; it listens nowhere yet. */
export async function createApp(
  configuration: Configuration,
  logger: Logger,
): Promise<NestFastifyApplication> {
  const root = AppModule.compose(configuration, logger, await loadModules(configuration));
  const app = await NestFactory.create<NestFastifyApplication>(root, createServer(configuration.http), {
    abortOnError: false,
    bufferLogs: true,
    autoFlushLogs: false,
    bodyParser: false,
  });
  await prepare(app, configuration, logger);
  return app;
}

/** What an application needs besides its modules: hooks of the server, paths, versions, documents. */
export async function prepare(
  app: NestFastifyApplication,
  configuration: Configuration,
  logger: Logger,
): Promise<void> {
  const server = app.getHttpAdapter().getInstance();
  logRequests(server, logger);
  await allowOrigins(server, configuration.http.corsOrigins);
  secureHeaders(server, configuration.http);
  announceDeprecations(server, deprecations);
  limitRates(server, app.get(RateLimits));
  refuseMalformedAddresses(server);
  refuseMethods(server);
  refuseUnknownRoutes(server);
  limitSearches(server, app.get(RateLimits));
  setPaths(app);
  if (configuration.http.docs) serveDocuments(app, () => documentOf(app, configuration));
  server.addHook('onReady', () => app.get(MetricsServer, { strict: false }).listen());
  if (configuration.cache.on) {
    const [answers, limits, drain] = [app.get(Answers), app.get(RateLimits), app.get(Drain)];
    answerFromMemory(server, configuration, { answers, limits, drain, logger });
  }
  app.useLogger(app.get(QuietLogger));
  app.flushLogs();
}

/** Everything below `/api/v1`, `/api/v2` and so on, but for what belongs to the process itself. */
export function setPaths(app: NestFastifyApplication): void {
  app.setGlobalPrefix('api', { exclude: unprefixed });
  app.enableVersioning({ type: VersioningType.URI });
}

/** The OpenAPI document of what this process hosts. */
export function documentOf(app: NestFastifyApplication, { http }: Configuration): OpenAPIObject {
  return describeApi(app, { serverUrl: http.publicUrl, deprecations });
}
