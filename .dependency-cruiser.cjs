// Who may import whom: the table of CONTRIBUTING.md. Cycles count for types too.
const tests = '\\.test\\.ts$|/testing/|/test/|/test-[a-z-]+\\.ts$|/bus-contract\\.ts$';

const only = (name, from, allowed, extra = {}) => ({
  name,
  severity: 'error',
  from: { path: from, ...extra.from },
  to: {
    path: '^(packages|services|standalone|web|cli|e2e|bench)/',
    pathNot: [from, ...allowed],
  },
});

const service = (name) =>
  only(`services-${name}`, `^services/${name}/`, ['^packages/(?!testkit|embedded-postgres)'], {
    from: { pathNot: tests },
  });

const serviceTests = (name) =>
  only(`services-${name}-tests`, `^services/${name}/.*(${tests})`, [
    `^services/${name}/`,
    '^packages/',
  ]);

const packageMay = (name, allowed) =>
  only(
    `packages-${name}`,
    `^packages/${name}/`,
    allowed.map((other) => `^packages/${other}/`),
    { from: { pathNot: tests } },
  );

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'no-unresolved',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true, pathNot: '\\?(url|raw)$' },
    },
    {
      name: 'only-declared-dependencies',
      severity: 'error',
      from: {},
      to: {
        dependencyTypes: ['npm-no-pkg', 'npm-unknown'],
        pathNot: '^node_modules/(vitest|fast-check)/',
      },
    },
    {
      name: 'no-tests-in-code',
      severity: 'error',
      from: {
        path: '^(packages|services|standalone|web|cli)/',
        pathNot: `${tests}|^packages/testkit/`,
      },
      to: { path: `(${tests})`, pathNot: 'node_modules' },
    },
    {
      name: 'nobody-imports-an-edge',
      comment: 'Routes and consumers are wired by the entry of their service and by nothing else.',
      severity: 'error',
      from: { pathNot: `^services/([^/]+)/src/\\1\\.ts$|^services/[^/]+/src/processes/|${tests}` },
      to: { path: '\\.(route|consumer)\\.ts$' },
    },
    {
      name: 'catalog-commands-show-nothing',
      comment: 'What is decided and what is shown meet in events alone.',
      severity: 'error',
      from: { path: '^services/catalog/src/commands/', pathNot: tests },
      to: { path: '^services/catalog/src/queries/' },
    },
    {
      name: 'catalog-queries-decide-nothing',
      severity: 'error',
      from: { path: '^services/catalog/src/queries/', pathNot: tests },
      to: { path: '^services/catalog/src/commands/' },
    },
    {
      name: 'pure-decisions',
      comment: 'Statements may import decisions; a decision reaches no database, clock or network.',
      severity: 'error',
      from: {
        path: '^packages/quest-language/src/(?!testing/|.*\\.test\\.ts$)|^services/[^/]+/src/(progress/(progress|advance)|claims/claim|events/(event|sort-events|retention))\\.ts$|^services/catalog/src/(commands/(quests/(decide-quest|quest-content|parse-quest)|rewards/decide-reward)|quests/quest|rewards/reward|changes/change|queries/(views/turn|quests/words))\\.ts$',
      },
      to: {
        path: '^node:(?!util$)|node_modules/(pg|fastify|amqplib)/',
        dependencyTypesNot: ['type-only'],
      },
    },
    service('auth'),
    service('catalog'),
    service('processing'),
    serviceTests('auth'),
    serviceTests('catalog'),
    serviceTests('processing'),
    only('standalone', '^standalone/', ['^services/', '^packages/(?!testkit)'], {
      from: { pathNot: tests },
    }),
    only('web', '^web/', ['^packages/contracts/']),
    only('cli', '^cli/', ['^packages/(contracts|quest-language)/']),
    only('bench', '^bench/', [
      '^packages/(contracts|embedded-postgres|messaging|postgres|telemetry)/',
      '^packages/http/src/revocations/revocations\\.ts$',
      '^services/processing/src/(processing|audit\\.sql)\\.ts$',
      '^e2e/src/(client|distributed/start-distributed|standalone/start-standalone)\\.ts$',
    ]),
    only('e2e', '^e2e/', ['^packages/(contracts|embedded-postgres|testkit)/']),
    packageMay('contracts', []),
    packageMay('quest-language', ['contracts']),
    packageMay('telemetry', []),
    packageMay('embedded-postgres', []),
    packageMay('lifecycle', ['telemetry']),
    packageMay('postgres', ['telemetry']),
    packageMay('http', ['contracts', 'postgres', 'telemetry']),
    packageMay('messaging', ['contracts', 'postgres', 'telemetry']),
    packageMay('service-process', [
      'contracts',
      'http',
      'lifecycle',
      'messaging',
      'postgres',
      'telemetry',
    ]),
    {
      name: 'web-one-way',
      comment: 'app → features → ui',
      severity: 'error',
      from: { path: '^web/src/(ui|http)/' },
      to: { path: '^web/src/(app|features)/' },
    },
    {
      name: 'web-features-apart',
      severity: 'error',
      from: { path: '^web/src/features/' },
      to: { path: '^web/src/app/' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '/dist/|^e2e/generated/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'types', 'node', 'default'],
      extensions: ['.ts', '.tsx', '.js', '.json', '.css'],
    },
  },
};
