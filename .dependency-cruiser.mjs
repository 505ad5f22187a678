/**
 * The import rules: main → app → modules → platform → kernel, one door per module, and what each file suffix may touch.
 * `test/architecture/import-rules.test.ts` runs them on the real tree and on one canary violation per rule.
 * A pattern's `$1` stands for what the first group of `from.path` matched.
 */
const specs = '\\.spec\\.ts$';
const module = '^src/modules/([^/]+)/';
const packages = (...names) => `(^|/)node_modules/(${names.join('|')})/`;
const nest = '@nestjs(-cls)?/[^/]+';
/** A file of a module that holds plain rules: no suffix, as in `stock.ts`. */
const pure = '^src/modules/.+/(?!index\\.ts$)[^/.]+\\.ts$';
/** Files of modules by suffix, as in `stock.service.ts`. */
const suffix = (...names) => `^src/modules/.+\\.(${names.join('|')})\\.ts$`;
/** The suffixes whose own rule below says what they may touch, and those that may use TypeORM. */
const governed = [
  suffix('contract', 'events', 'errors', 'controller', 'service', 'dto', 'view'),
  suffix('repository', 'entity', 'module'),
];

const rules = [
  {
    name: 'kernel-imports-nothing-of-ours',
    comment: 'The kernel is plain TypeScript that everyone may use.',
    from: { path: '^src/kernel/', pathNot: specs },
    to: { path: ['^src/(?!kernel/)', packages(nest, 'typeorm', 'fastify')] },
  },
  {
    name: 'platform-knows-no-business',
    comment: 'The technical ground must work for any module.',
    from: { path: '^src/platform/', pathNot: specs },
    to: { path: '^src/(modules|app)/|^src/[^/]+\\.ts$' },
  },
  {
    name: 'modules-do-not-know-the-composition',
    comment: 'A module does not know which process it runs in.',
    from: { path: '^src/modules/' },
    to: { path: '^src/app/|^src/[^/]+\\.ts$' },
  },
  {
    name: 'app-does-not-know-the-entry-points',
    comment: 'Entry points import the composition, not the other way around.',
    from: { path: '^src/app/' },
    to: { path: '^src/[^/]+\\.ts$' },
  },
  {
    name: 'entry-points-know-no-modules',
    comment: 'Only src/app names concrete modules.',
    from: { path: '^src/[^/]+\\.ts$' },
    to: { path: '^src/modules/' },
  },
  {
    name: 'modules-meet-at-the-door',
    comment: 'Of another module only its index.ts: contract, events, errors.',
    from: { path: module },
    to: { path: '^src/modules/(?!$1/)[^/]+/(?!index\\.ts$)' },
  },
  {
    name: 'own-files-not-through-the-door',
    comment: 'The door is for others; inside, files are imported directly, which avoids cycles.',
    from: { path: module },
    to: { path: '^src/modules/$1/index\\.ts$' },
  },
  {
    name: 'door-shows-contract-events-errors',
    comment: 'index.ts exports the contract, events and errors, and nothing that runs.',
    from: { path: '^src/modules/[^/]+/index\\.ts$' },
    to: { pathNot: '^src/modules/[^/]+/[^/]+\\.(contract|events|errors)\\.ts$' },
  },
  {
    name: 'door-files-are-plain',
    comment: 'Whoever imports a door must not load tables, services or Nest modules with it.',
    from: { path: suffix('contract', 'events', 'errors') },
    to: {
      path: [
        suffix('module', 'entity', 'repository', 'service', 'controller', 'dto'),
        packages('typeorm', nest, 'fastify'),
      ],
    },
  },
  {
    name: 'controller-knows-service-and-dto',
    comment: 'A controller maps a route to its service and the outcome to a view: no rules, no queries.',
    from: { path: suffix('controller') },
    to: {
      path: ['^src/modules/', packages('typeorm')],
      pathNot: suffix('service', 'dto', 'errors', 'view', 'cache'),
    },
  },
  {
    name: 'service-knows-no-http-and-no-sql',
    comment: 'Use cases speak to repositories, contracts and the platform.',
    from: { path: suffix('service') },
    to: {
      path: [
        suffix('controller', 'module'),
        packages('typeorm', '@nestjs/typeorm', 'fastify', '@nestjs/platform-fastify'),
      ],
    },
  },
  {
    name: 'repository-knows-entities',
    comment: 'A repository is the only code that queries its tables, and does nothing else.',
    from: { path: suffix('repository') },
    to: {
      path: [
        '^src/modules/.+/index\\.ts$',
        suffix('controller', 'dto', 'service', 'module', 'contract', 'events'),
      ],
    },
  },
  {
    name: 'entity-maps-a-table',
    comment: 'An entity knows other entities of its module and column types.',
    from: { path: suffix('entity') },
    to: {
      path: '^src/modules/',
      pathNot: [pure, suffix('entity')],
    },
  },
  {
    name: 'dto-is-a-shape',
    comment: 'Request and response shapes know validation and plain values only.',
    from: { path: suffix('dto') },
    to: {
      path: [
        '^src/modules/.+/index\\.ts$',
        suffix('controller', 'service', 'repository', 'entity', 'module'),
        packages('typeorm'),
      ],
    },
  },
  {
    name: 'view-maps-to-a-response',
    comment:
      'A view turns what was read into a response, and reads nothing itself. It may name the types of what it maps.',
    from: { path: suffix('view') },
    to: {
      dependencyTypesNot: ['type-only'],
      path: [suffix('controller', 'service', 'repository', 'module'), packages('typeorm', nest, 'fastify')],
    },
  },
  {
    name: 'pure-rules-are-pure',
    comment: 'Files without a suffix know the kernel and each other: no Nest, no TypeORM, no platform.',
    from: { path: pure },
    to: {
      path: ['^src/', packages(nest, 'typeorm', 'fastify')],
      pathNot: ['^src/kernel/', pure, suffix('errors')],
    },
  },
  {
    name: 'typeorm-only-where-tables-are',
    comment: 'Queries live in repositories, tables in entities, connections in the platform.',
    from: {
      path: '^src/',
      pathNot: ['^src/platform/', pure, ...governed, specs],
    },
    to: { path: packages('typeorm', '@nestjs/typeorm') },
  },
  {
    name: 'migrations-know-the-database-only',
    comment: 'A migration must do the same in years, so it leans on no entity and no rule of today.',
    from: { path: '^migrations/' },
    to: { path: '^src/(?!platform/database/)' },
  },
  {
    name: 'no-tests-in-production-code',
    comment: 'Code that ships imports no test, tool or spec.',
    from: { path: '^(src|migrations)/', pathNot: specs },
    to: { path: `^(test|tools|bench)/|${specs}` },
  },
  {
    name: 'no-development-packages-in-production-code',
    comment: 'The image installs production dependencies only.',
    from: { path: '^(src|migrations)/', pathNot: specs },
    to: { dependencyTypes: ['npm-dev', 'npm-unknown', 'npm-no-pkg'] },
  },
  {
    name: 'payment-providers-on-demand',
    comment: 'Only the code of the provider in use is loaded, and its SDK with it.',
    from: { path: '^src/', pathNot: [specs, suffix('provider')] },
    to: { path: [suffix('provider'), packages('stripe')], dynamic: false },
  },
  {
    name: 'no-cycles',
    comment: 'Files that import each other cannot be understood, loaded or tested apart. Types alone may.',
    from: {},
    to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
  },
  {
    name: 'no-unresolved-imports',
    comment: 'An import that leads nowhere also hides every rule that it breaks.',
    from: {},
    to: { couldNotResolve: true },
  },
  {
    name: 'no-orphans',
    comment: 'A file that nothing imports and that imports nothing is left over.',
    from: { orphan: true, path: '^src/', pathNot: '^src/[^/]+\\.ts$' },
    to: {},
  },
];

/** @type {import('dependency-cruiser').IConfiguration} */
export default {
  forbidden: rules.map((rule) => ({ ...rule, severity: 'error' })),
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'types', 'default'],
    },
  },
};
