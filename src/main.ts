import 'reflect-metadata';
import { announce } from './app/announce.js';
import { createApp } from './app/create-app.js';
import { failStart } from './app/fail-start.js';
import { moduleNames } from './app/modules.js';
import { Configuration } from './platform/config/configuration.js';
import { createLogger } from './platform/telemetry/logger.js';

/** Starts an HTTP process that hosts the modules of `SERVICES`. */
async function main(): Promise<void> {
  const configuration = Configuration.read(moduleNames);
  const app = await createApp(configuration, createLogger(configuration.log));
  app.enableShutdownHooks(['SIGINT', 'SIGTERM'], { useProcessExit: true });
  await app.listen(configuration.http.port, configuration.http.host);
  await announce(app, configuration);
  // Made before somebody asks for it: that takes longer than any request may.
  if (configuration.http.docs) await app.inject('/openapi.json');
}

main().catch(failStart);
