import { spawnSync } from 'node:child_process';
import { cpSync, readdirSync, rmSync, symlinkSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { makeTemporaryFolder } from '../support/temporary-folder.js';

const copied = ['src', 'migrations', 'test/support', 'tools'];
const configuration = readdirSync('.').filter((name) =>
  /^(package|tsconfig|jest|\.[a-z-]+rc|\.dep)/.test(name),
);

describe('A module made by tools/new-module.mjs', () => {
  const project = makeTemporaryFolder('new-module');

  /** Runs a tool of the project in the copy and returns what it printed when it failed. */
  function complaints(tool: string, ...args: string[]): string {
    const { status, stdout, stderr, error } = spawnSync('node', [join('node_modules', tool), ...args], {
      cwd: project,
      encoding: 'utf8',
      env: { ...process.env, NODE_OPTIONS: '' },
    });
    return status === 0 ? '' : `${error?.message ?? ''}${stdout}${stderr}` || `exit code ${status}`;
  }

  beforeAll(() => {
    for (const path of [...copied, ...configuration]) cpSync(path, join(project, path), { recursive: true });
    symlinkSync(resolve('node_modules'), join(project, 'node_modules'));
    const made = spawnSync('node', ['tools/new-module.mjs', 'loyalty', 'gift-voucher'], {
      cwd: project,
      encoding: 'utf8',
    });
    expect(made.stderr).toBe('');
    expect(made.stdout).not.toContain('yourself');
  });
  afterAll(() => rmSync(project, { recursive: true, force: true }));

  it('is complete', () => {
    expect(readdirSync(join(project, 'src/modules/loyalty')).toSorted()).toEqual(
      [
        'README.md',
        'index.ts',
        ...['contract', 'errors', 'events', 'module'].map((suffix) => `loyalty.${suffix}.ts`),
        ...['controller', 'dto', 'entity', 'repository', 'service', 'spec', 'view'].map(
          (suffix) => `gift-voucher.${suffix}.ts`,
        ),
        'gift-voucher.ts',
      ].toSorted(),
    );
  });

  it('keeps the rules of types, format, lint and imports', () => {
    const paths = ['src/modules/loyalty', 'src/app', 'migrations', 'test/journeys'];

    expect(complaints('prettier/bin/prettier.cjs', '--check', ...paths)).toBe('');
    expect(complaints('oxlint/bin/oxlint', '--type-aware', '--type-check', ...paths)).toBe('');
    expect(complaints('dependency-cruiser/bin/dependency-cruiser.mjs', 'src/app', 'migrations')).toBe('');
  });

  it('answers over HTTP as its own tests expect', () => {
    const { status, stderr } = spawnSync(
      'node',
      ['--experimental-vm-modules', '--no-warnings', 'node_modules/jest/bin/jest.js', 'loyalty'],
      { cwd: project, encoding: 'utf8', env: { ...process.env, NODE_OPTIONS: '' } },
    );

    expect(stderr).toContain('Tests:       3 passed, 3 total');
    expect(status).toBe(0);
  });
});

describe('tools/new-module.mjs', () => {
  it.each([
    ['without a name', [], 'usage:'],
    ['for a name that is taken', ['blog', 'story'], 'exists already'],
    ['for a name that is no word', ['gift_cards'], 'one lower-case word'],
    ['for a resource that code cannot name', ['returns'], 'means something in code'],
    ['for a resource that is named like its module', ['inventory'], 'Name what inventory holds'],
  ])('explains itself %s', (_when, args, message) => {
    const { status, stderr } = spawnSync('node', ['tools/new-module.mjs', ...args], { encoding: 'utf8' });

    expect(stderr).toContain(message);
    expect(status).toBe(2);
  });
});
