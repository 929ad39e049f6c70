/**
 * Allowed imports between workspaces, as lint errors. A workspace's `package.json` lists the same; this check
 * also works for imports that npm's hoisting would allow.
 */
const libraries = {
  conventions: [],
  model: ['conventions'],
  words: ['model', 'conventions'],
  flow: ['model', 'conventions', 'words'],
  privacy: ['conventions'],
  otlp: ['model', 'conventions', 'privacy'],
  store: ['model', 'conventions'],
  'store-duckdb': ['store', 'model', 'conventions'],
  api: ['model', 'conventions'],
  openapi: [],
  instrumentation: ['conventions', 'privacy'],
  'event-logs': ['model', 'conventions'],
};

/** The manufacturer's three services, and the libraries that only they use. */
const services = {
  geometry: [],
  messaging: ['conventions'],
  'model-files': ['conventions'],
  'service-kit': ['conventions', 'instrumentation', 'messaging', 'openapi'],
  'shop-api': ['conventions', 'instrumentation', 'messaging', 'service-kit', 'model-files'],
  'mes-api': ['conventions', 'instrumentation', 'messaging', 'service-kit', 'model-files'],
  'calculation-service': ['instrumentation', 'messaging', 'service-kit', 'model-files', 'geometry'],
};

const apps = {
  server: [
    'conventions',
    'model',
    'words',
    'flow',
    'otlp',
    'privacy',
    'store',
    'store-duckdb',
    'event-logs',
    'api',
    'openapi',
  ],
  console: ['api', 'conventions', 'model', 'words'],
  cli: ['api', 'conventions', 'flow', 'model', 'words', 'otlp', 'store', 'store-duckdb'],
};

const demo = ['conventions', 'model', 'flow', 'otlp', 'geometry'];

const allPackages = [...Object.keys(libraries), ...Object.keys(services), ...Object.keys(apps), 'demo'];

function boundary(folder, name, allowed) {
  const forbidden = allPackages.filter((other) => other !== name && !allowed.includes(other));
  const may = allowed.length === 0 ? 'nothing of ours' : allowed.join(', ');
  return {
    files: [`${folder}/src/**/*.ts`, `${folder}/src/**/*.tsx`],
    rules: {
      'no-restricted-imports': [
        'error',
        {
          patterns: [
            {
              regex: `^@ordertrace/(${forbidden.join('|')})(/|$)`,
              message: `${folder} may import ${may}. Take what you need as a parameter, or move it to the package both may import (ARCHITECTURE.md has the table).`,
            },
            {
              regex: '^@ordertrace/[^/]+/(src|dist)/',
              message: 'No deep imports: add the name to the package\'s "exports", or do without.',
            },
          ],
        },
      ],
    },
  };
}

export const boundaries = [
  ...Object.entries(libraries).map(([name, allowed]) => boundary(`packages/${name}`, name, allowed)),
  ...Object.entries(services).map(([name, allowed]) => boundary(`services/${name}`, name, allowed)),
  ...Object.entries(apps).map(([name, allowed]) => boundary(`apps/${name}`, name, allowed)),
  boundary('demo', 'demo', demo),
];
