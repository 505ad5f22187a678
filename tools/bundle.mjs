/**
 * Joins what `nest build` compiled (`build/`) with its libraries into a few files (`dist/`): loading some 1,500 files one by
 * one is most of what a start takes. `dist/` keeps the layout of `build/`: src/main.js, src/cli.js, migrations/*.js.
 *
 *   node tools/bundle.mjs
 */
import { readdirSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'rolldown';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const compiled = join(root, 'build');
const bundled = join(root, 'dist');

const entries = [
  'src/main.js',
  'src/cli.js',
  'src/modules/blog/rendering.worker.js',
  ...readdirSync(join(compiled, 'migrations'))
    .filter((file) => file.endsWith('.js'))
    .map((file) => `migrations/${file}`),
];

/** Stay in node_modules: native code, files that are served from their own folder, and what loads with its first use only. */
const external = ['better-sqlite3', '@node-rs/argon2', /^swagger-ui-dist\//, 'mysql2', 'sanitize-html'];

/** Companions of libraries that are not installed here and that nothing asks for. */
const absent = [
  /^@nestjs\/(microservices|websockets|platform-express)/,
  '@fastify/multipart',
  '@fastify/view',
];

/**
 * NestJS loads optional companions of its packages through `createRequire`, which bundlers cannot follow: at run time they
 * would be second copies from node_modules. A plain `require` is followed.
 */
const followRequire = {
  name: 'follow-require',
  transform: {
    filter: { id: /\/node_modules\/@nestjs\//, code: /createRequire\(import\.meta\.url\)/ },
    handler: (code) => code.replace(/^const require = createRequire\(import\.meta\.url\);$/m, ''),
  },
};

rmSync(bundled, { recursive: true, force: true });
await build({
  cwd: root,
  platform: 'node',
  input: Object.fromEntries(entries.map((file) => [file.replace(/\.js$/, ''), join(compiled, file)])),
  external: [...external, ...absent],
  plugins: [followRequire],
  output: {
    dir: bundled,
    format: 'esm',
    // Tokens of injection, tables and schemas of the OpenAPI document are named after classes.
    keepNames: true,
    // Comments are a seventh of what would have to be read.
    comments: { legal: true, annotation: false, jsdoc: false },
    entryFileNames: '[name].js',
    chunkFileNames: 'src/chunks/[name]-[hash].js',
  },
});
