import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import type { ErrorFactory } from '../../src/kernel/errors.js';
import { permissions, permissionsOf, roles } from '../../src/modules/identity/roles.js';

const pages = globSync(['*.md', 'docs/**/*.md']);
const sources = globSync('src/**/*.ts').filter((path) => !path.endsWith('.spec.ts'));

/** The rows of the first table below a heading, their cells without padding and backticks. */
function tableBelow(page: string, heading: string): string[][] {
  const [, section = ''] = readFileSync(page, 'utf8').split(`\n${heading}\n`);
  const lines = section.trimStart().split('\n');
  const start = lines.findIndex((line) => line.startsWith('|'));
  const rows = lines.slice(
    start,
    lines.findIndex((line, index) => index > start && !line.startsWith('|')),
  );
  return rows.slice(2).map((row) =>
    row
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.replaceAll('`', '').trim()),
  );
}

function isFactory(value: unknown): value is ErrorFactory {
  return typeof value === 'function' && 'definition' in value;
}

/** Every kind of error that the code defines, and how often the code calls `defineError`. */
async function definedErrors(): Promise<{ definitions: ErrorFactory['definition'][]; calls: number }> {
  const defining = sources
    .filter((path) => path !== 'src/kernel/errors.ts')
    .map((path) => ({ path, calls: readFileSync(path, 'utf8').split('defineError(').length - 1 }))
    .filter(({ calls }) => calls > 0);
  const modules = await Promise.all(
    defining.map(({ path }) => import(resolve(path)) as Promise<Record<string, unknown>>),
  );
  return {
    definitions: modules.flatMap((exports) =>
      Object.values(exports)
        .filter(isFactory)
        .map(({ definition }) => definition),
    ),
    calls: defining.reduce((sum, { calls }) => sum + calls, 0),
  };
}

describe('Error codes', () => {
  it('are all exported, so that routes can name them, and each is defined once', async () => {
    const { definitions, calls } = await definedErrors();

    expect(definitions).toHaveLength(calls);
    expect(calls).toBeGreaterThan(30);
    expect(new Set(definitions.map(({ code }) => code)).size).toBe(definitions.length);
  });

  it('are listed in docs/errors.md with their status and title, in the order of the alphabet', async () => {
    const { definitions } = await definedErrors();
    const rows = definitions.map(({ code, status, title }) => [code, String(status), title]);

    expect(tableBelow('docs/errors.md', '## Codes')).toEqual(
      rows.toSorted(([left = ''], [right = '']) => (left < right ? -1 : 1)),
    );
  });

  it('of single fields are listed in docs/errors.md', () => {
    const texts = sources.map((path) => readFileSync(path, 'utf8'));
    const inline = texts.flatMap((text) =>
      [...text.matchAll(/\bcode: '([a-z_]+)'/g)].map(([, code]) => code),
    );
    const pipe = readFileSync('src/platform/http/validation.pipe.ts', 'utf8');
    const [, table = ''] = /const codes\b.*?= \{(.*?)\};/s.exec(pipe) ?? [];
    const mapped = [...table.matchAll(/: '(\w+)'/g)].map(([, code]) => code);

    expect(mapped.length).toBeGreaterThan(15);
    expect(tableBelow('docs/errors.md', '## Codes of fields').map(([code]) => code)).toEqual(
      [...new Set([...inline, ...mapped, 'invalid'])].toSorted(),
    );
  });
});

describe('The table of permissions in docs/security.md', () => {
  it('says what src/modules/identity/roles.ts says', () => {
    const rows = permissions.map((permission) => [
      permission,
      ...roles.map((role) => (permissionsOf([role]).includes(permission) ? 'yes' : '')),
    ]);

    expect(tableBelow('docs/security.md', '## Roles')).toEqual(rows);
  });
});

describe('The pages', () => {
  it('link to files that exist', () => {
    const broken = pages.flatMap((page) => {
      const text = readFileSync(page, 'utf8').replaceAll(/^```.*?^```$/gms, '');
      const links = [...text.matchAll(/\]\(([^)\s]+)\)/g)].map(([, target = '']) => target);
      return links
        .filter((target) => !/^([a-z]+:|#)/.test(target))
        .filter((target) => !existsSync(join(dirname(page), target.replace(/#.*$/, ''))))
        .map((target) => `${page}: ${target}`);
    });

    expect(pages.length).toBeGreaterThan(10);
    expect(broken).toEqual([]);
  });

  it('name files of the code that exist', () => {
    const guides = pages.filter((page) => !page.startsWith('docs/guides/'));
    const missing = guides.flatMap((page) =>
      [...readFileSync(page, 'utf8').matchAll(/`((?:src|test|tools|bench|migrations)\/[\w./-]+)`/g)]
        .map(([, path = '']) => path)
        .filter((path) => !existsSync(path))
        .map((path) => `${page}: ${path}`),
    );

    expect(missing).toEqual([]);
  });
});
