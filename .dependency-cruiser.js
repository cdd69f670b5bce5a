/**
 * Which way imports may point: down the layers, from the process to the words that all share, never back and never in
 * a circle; type-only imports count. What a lower layer needs of a higher one is a type in the lower layer.
 */
const LAYERS = [
  ['main', '^src/main\\.ts$'],
  ['gateway', '^src/(gateway|shared)\\.ts$'],
  ['lifecycle', '^src/lifecycle/'],
  ['server', '^src/server/'],
  ['schema', '^src/schema/'],
  ['operations', '^src/(execution|limits|telemetry)/'],
  ['context', '^src/context\\.ts$'],
  ['config', '^src/config/'],
  ['auth', '^src/auth/'],
  ['processes', '^src/processes/'],
  ['subscriptions', '^src/subscriptions/'],
  ['datasources', '^src/datasources/'],
  ['cluster', '^src/cluster/'],
  ['faults', '^src/faults\\.ts$'],
  ['problem', '^src/problem\\.ts$'],
];

const down = LAYERS.slice(1).map(([name, path], index) => ({
  name: `${name}-points-down`,
  comment: `${name} may not import a layer above it: move the type that it needs down, or pass the value in.`,
  severity: 'error',
  from: { path },
  to: { path: LAYERS.slice(0, index + 1).map(([, above]) => above) },
}));

export default {
  forbidden: [
    { name: 'no-circles', severity: 'error', from: {}, to: { circular: true } },
    ...down,
    {
      name: 'only-main-loads-the-sandbox',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/main\\.ts$' },
      to: { path: '^(sandbox|bench|test|scripts)/' },
    },
    {
      name: 'main-loads-nothing-else-outside-src',
      severity: 'error',
      from: { path: '^src/main\\.ts$' },
      to: { path: '^(sandbox/(?!index\\.ts$)|(bench|test|scripts)/)' },
    },
    {
      name: 'what-all-layers-know-depends-on-nothing',
      severity: 'error',
      from: { path: '^src/(problem|faults|audit-record)\\.ts$' },
      to: { pathNot: '^src/problem\\.ts$' },
    },
    {
      name: 'datasources-know-no-graphql',
      severity: 'error',
      from: { path: '^src/datasources/' },
      to: { path: 'node_modules/(graphql|graphql-yoga|graphql-ws|@pothos)/' },
    },
    {
      name: 'streams-know-no-schema-tools',
      severity: 'error',
      from: { path: '^src/subscriptions/' },
      to: { path: 'node_modules/(graphql-yoga|@pothos)/' },
    },
    {
      name: 'the-schema-speaks-no-http',
      severity: 'error',
      from: { path: '^src/schema/' },
      to: { path: ['node_modules/(undici|ws)/', '^(node:)?https?$'] },
    },
    {
      name: 'providers-do-not-know-each-other',
      comment: 'What two providers share belongs to the kit of the layer.',
      severity: 'error',
      from: { path: '^src/(schema|datasources|subscriptions|auth)/(fondo|payex|aarthik)/' },
      to: {
        path: '^src/(schema|datasources|subscriptions|auth)/(fondo|payex|aarthik)/',
        pathNot: ['^src/[a-z]+/$2/'],
      },
    },
    {
      name: 'features-of-the-example-do-not-know-each-other',
      comment: 'What two features share has a folder of its own beside them.',
      severity: 'error',
      from: { path: '^examples/web/src/features/([^/]+)/' },
      to: { path: '^examples/web/src/(app|features/[^/]+)/', pathNot: ['^examples/web/src/features/$1/'] },
    },
    {
      name: 'what-features-of-the-example-share-knows-no-feature',
      severity: 'error',
      from: { path: '^examples/web/src/', pathNot: '^examples/web/src/(app|features)/|main\\.tsx$' },
      to: { path: '^examples/web/src/(app|features)/' },
    },
    {
      name: 'the-ui-of-the-example-knows-nothing-of-the-bank',
      comment: 'Errors and languages aside, which every component meets.',
      severity: 'error',
      from: { path: '^examples/web/src/(ui|i18n|theme)/' },
      to: {
        path: '^examples/web/src/',
        pathNot: '^examples/web/src/(ui|i18n|theme|gateway/(errors|error-texts)\\.ts$)',
      },
    },
    {
      name: 'the-kit-knows-no-provider',
      severity: 'error',
      from: { path: '^src/(schema|datasources|subscriptions)/kit/' },
      to: { path: '^src/(schema|datasources|subscriptions)/(fondo|payex|aarthik)/' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
  },
};
