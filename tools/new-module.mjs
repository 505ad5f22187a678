/**
 * Makes the skeleton of a module that compiles, answers over HTTP and is tested, in the shape of docs/guides/add-a-module.md:
 *
 *   npm run new:module -- <module> [<resource> [<resources>]]
 *   npm run new:module -- loyalty reward
 *   npm run new:module -- reviews
 *
 * The module's name is one lower-case word; the other names may be several, joined by hyphens. The resource is what the
 * module's first table holds, in the singular; by default the module's name without its plural. Templates lie in tools/new-module; `{{Resource}}` and the like are filled in.
 */
import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { format, resolveConfig } from 'prettier';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const templates = join(root, 'tools', 'new-module');

/** Words that cannot name a class or a variable of generated code, or that it uses already. */
const reserved = new Set(
  (
    'abstract any array await boolean break case catch class clock const continue controller date debugger default delete ' +
    'do else enum error event events export extends false finally for function if import in injectable instanceof ' +
    'interface let map module new null number object package page param patch post private promise protected public ' +
    'query record return set sorts static string super switch symbol this throw transactions true try type typeof ' +
    'undefined var void while with yield'
  ).split(' '),
);

class UsageError extends Error {}

function plural(word) {
  if (/[^aeiou]y$/.test(word)) return word.replace(/y$/, 'ies');
  return /(s|x|z|ch|sh)$/.test(word) ? `${word}es` : `${word}s`;
}

function singular(word) {
  if (word.endsWith('ies')) return word.replace(/ies$/, 'y');
  if (/(x|z|ch|sh|ss)es$/.test(word)) return word.replace(/es$/, '');
  return /[^s]s$/.test(word) ? word.replace(/s$/, '') : word;
}

const pascal = (name) => name.replace(/(^|-)(\w)/g, (_match, _hyphen, letter) => letter.toUpperCase());
const camel = (name) => name.replace(/-(\w)/g, (_match, letter) => letter.toUpperCase());
const words = (name) => name.replaceAll('-', ' ');
const sentence = (name) => words(name).replace(/^\w/, (letter) => letter.toUpperCase());

function readNames([module, resource = singular(module ?? ''), resources = plural(resource)]) {
  if (!module) throw new UsageError('usage: npm run new:module -- <module> [<resource> [<resources>]]');
  if (!/^[a-z][a-z0-9]*$/.test(module))
    throw new UsageError(`"${module}" is no module's name: one lower-case word`);
  for (const name of [resource, resources]) {
    if (!/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(name)) {
      throw new UsageError(`"${name}" is no name: lower-case words joined by hyphens, such as gift-card`);
    }
  }
  if (reserved.has(resource))
    throw new UsageError(`"${resource}" means something in code already: name it differently`);
  if (resource === module) {
    throw new UsageError(`Name what ${module} holds, too: npm run new:module -- ${module} <resource>`);
  }
  if (existsSync(join(root, 'src/modules', module)))
    throw new UsageError(`src/modules/${module} exists already`);
  return { module, resource, resources };
}

/** What the placeholders stand for: each name in the spellings that code, tables and prose need. */
function placeholders({ module, resource, resources }, timestamp) {
  const values = { timestamp };
  for (const [key, name] of Object.entries({ module, resource, resources })) {
    const capital = pascal(key);
    Object.assign(values, {
      [key]: name,
      [capital]: pascal(name),
      [`${key}Camel`]: camel(name),
      [`${key}_`]: name.replaceAll('-', '_'),
      [`${key} words`]: words(name),
      [`${capital} words`]: sentence(name),
    });
  }
  return (text) =>
    text.replace(/\{\{([\w ]+)\}\}/g, (_match, key) => {
      if (!(key in values)) throw new Error(`There is no placeholder ${key}`);
      return values[key];
    });
}

async function write(path, content) {
  const file = join(root, path);
  const options = await resolveConfig(join(root, 'package.json'));
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, await format(content, { ...options, filepath: file }));
  console.log(`  ${path}`);
}

/** Puts texts before anchors of a file, or says what a person has to put there. */
async function insert(path, additions) {
  let content = readFileSync(join(root, path), 'utf8');
  for (const { anchor, text } of additions) {
    if (content.split(anchor).length === 2) content = content.replace(anchor, () => `${text}${anchor}`);
    else console.log(`\nPlease add to ${path} yourself:\n${text}`);
  }
  await write(path, content);
}

async function generate(names) {
  const { module, resources } = names;
  const timestamp = new Date().toISOString().replaceAll(/\D/g, '').slice(0, 14);
  const fill = placeholders(names, timestamp);
  const elsewhere = {
    'migration.ts': `migrations/${timestamp}-${module}-${resources}.ts`,
    'journey.ts': `test/journeys/${module}.test.ts`,
  };
  console.log(`Module ${module}:`);
  for (const template of readdirSync(templates).sort()) {
    const name = template.replace(/\.tmpl$/, '');
    const path = elsewhere[name] ?? `src/modules/${module}/${fill(name)}`;
    await write(path, fill(readFileSync(join(templates, template), 'utf8')));
  }
  await insert('src/app/modules.ts', [
    {
      anchor: '\n/** A module that a process may host',
      text: fill("import { {{module}}Contract } from '../modules/{{module}}/index.js';\n"),
    },
    {
      anchor: '};\n\n/** The names that `SERVICES` may list.',
      text: fill(`  {{module}}: {
    contract: {{module}}Contract,
    load: async () => {
      const { {{Module}}Module } = await import('../modules/{{module}}/{{module}}.module.js');
      const { {{Resource}}Service } = await import('../modules/{{module}}/{{resource}}.service.js');
      return { module: {{Module}}Module, service: {{Resource}}Service };
    },
  },
`),
    },
  ]);
  await insert('src/modules/identity/roles.ts', [
    { anchor: "  'users:manage',\n  'audit:read',\n] as const", text: `  '${module}:write',\n` },
  ]);
  console.log(`
Next: fill in src/modules/${module}/README.md, give the permission ${module}:write to more roles than admin
(src/modules/identity/roles.ts), then

  npm test -- src/modules/${module} test/journeys/${module}
`);
}

try {
  await generate(readNames(process.argv.slice(2)));
} catch (error) {
  if (!(error instanceof UsageError)) throw error;
  console.error(error.message);
  process.exitCode = 2;
}
