import { copyFileSync, globSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { cruise, type ICruiseResult, type IFlattenedRuleSet } from 'dependency-cruiser';
import extractDepcruiseConfig from 'dependency-cruiser/config-utl/extract-depcruise-config';
import { makeTemporaryFolder } from '../support/temporary-folder.js';
import { canaries, type SourceTree } from './canaries.js';

const root = process.cwd();

let ruleSet: IFlattenedRuleSet;
let options: object;
let codeBase: ICruiseResult;

async function check(baseDir: string, folders: string[]): Promise<ICruiseResult> {
  const { output } = await cruise(folders, {
    ...options,
    baseDir,
    ruleSet,
    validate: true,
    outputType: 'json',
  });
  return JSON.parse(output as string) as ICruiseResult;
}

function violationsOf(result: ICruiseResult): string[] {
  return result.summary.violations.map(({ rule, from, to }) => `${rule.name}: ${from} → ${to}`);
}

beforeAll(async () => {
  const config = await extractDepcruiseConfig(join(root, '.dependency-cruiser.mjs'));
  ruleSet = { forbidden: config.forbidden };
  options = config.options ?? {};
  codeBase = await check(root, ['src', 'migrations']);
});

describe('The import rules', () => {
  it('hold in the whole code base', () => {
    expect(violationsOf(codeBase)).toEqual([]);
  });

  it('are checked on every file and its imports', () => {
    const { modules } = codeBase;
    const seen = modules.filter(({ source }) => /^(src|migrations)\//.test(source));
    const imports = seen.flatMap(({ dependencies }) => dependencies);
    console.log(`The import rules saw ${seen.length} modules with ${imports.length} imports.`);

    expect(seen.map(({ source }) => source).toSorted()).toEqual(
      globSync('{src,migrations}/**/*.ts', { cwd: root }).toSorted(),
    );
    expect(seen.length).toBeGreaterThan(80);
    expect(imports.length).toBeGreaterThan(seen.length);
  });

  it('each have a canary', () => {
    expect(Object.keys(canaries).toSorted()).toEqual(ruleSet.forbidden?.map(({ name }) => name).toSorted());
  });
});

describe('A canary violation is caught for the rule', () => {
  const home = makeTemporaryFolder('canaries');
  afterAll(() => rmSync(home, { recursive: true, force: true }));

  function plant(name: string, tree: SourceTree): string {
    const folder = join(home, name);
    for (const [path, content] of Object.entries(tree)) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), content);
    }
    copyFileSync(join(root, 'package.json'), join(folder, 'package.json'));
    symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
    return folder;
  }

  const cases = Object.entries(canaries).flatMap(([rule, trees]) =>
    trees.map((tree, index) => ({ rule, tree, index })),
  );

  it.each(cases)('$rule', async ({ rule, tree, index }) => {
    const folders = new Set(Object.keys(tree).map((path) => path.split('/')[0] ?? ''));
    const { summary } = await check(plant(`${rule}-${index}`, tree), [...folders]);

    expect([...new Set(summary.violations.map((violation) => violation.rule.name))]).toEqual([rule]);
  });
});
