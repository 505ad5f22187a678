import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { Configuration } from '../platform/config/configuration.js';

/** Says where the API is, and once, how its first admin signs in. */
export async function announce(app: NestFastifyApplication, configuration: Configuration): Promise<void> {
  const { port } = app.getHttpServer().address() as { port: number };
  const base =
    configuration.http.publicUrl ?? `${configuration.http.tls ? 'https' : 'http'}://localhost:${port}`;
  const created = configuration.services.includes('identity') ? await firstAdmin(app) : undefined;
  const lines = [
    ['Mainstay is ready', ''],
    ['  API', `${base}/api/v1`],
    ...(configuration.http.docs ? [['  Docs', `${base}/docs`]] : []),
    ...(created ? [['  Admin', created.email]] : []),
    ...(created?.password === undefined
      ? []
      : [['  Password', `${created.password}   (shown only this once)`]]),
  ];
  process.stdout.write(
    `${lines.map(([label = '', text = '']) => `${label.padEnd(11)} ${text}`.trimEnd()).join('\n')}\n`,
  );
}

async function firstAdmin(
  app: NestFastifyApplication,
): Promise<{ email: string; password?: string } | undefined> {
  const { FirstAdmin } = await import('../modules/identity/first-admin.service.js');
  return app.get(FirstAdmin, { strict: false }).created;
}
