/**
 * Who may import whom: the architecture's table as lint errors. A workspace's own `package.json` lists the
 * same; this holds even where npm's hoisting would let an import through.
 */
const libraries = {
  conventions: [],
  geometry: [],
  model: ['conventions'],
  flow: ['model', 'conventions'],
  privacy: ['conventions'],
  otlp: ['model', 'conventions', 'privacy'],
  store: ['model'],
  'store-duckdb': ['store', 'model', 'conventions'],
  api: ['model'],
  instrumentation: ['conventions', 'privacy'],
  messaging: ['conventions'],
  'model-files': [],
  'event-logs': ['model'],
  service: ['conventions', 'instrumentation', 'messaging'],
};

const apps = {
  'shop-api': ['conventions', 'instrumentation', 'messaging', 'service', 'model-files'],
  'mes-api': ['conventions', 'instrumentation', 'messaging', 'service', 'model-files'],
  'calculation-service': ['instrumentation', 'messaging', 'service', 'model-files', 'geometry'],
  server: ['conventions', 'model', 'flow', 'otlp', 'privacy', 'store', 'store-duckdb', 'event-logs', 'api'],
  console: ['api', 'model'],
  cli: ['api', 'conventions', 'flow', 'model', 'otlp', 'store', 'store-duckdb'],
  demo: ['conventions', 'model', 'flow', 'otlp', 'geometry'],
};

const allPackages = [...Object.keys(libraries), ...Object.keys(apps)];

function boundary(folder, name, allowed) {
  const forbidden = allPackages.filter((other) => other !== name && !allowed.includes(other));
  const may = allowed.length === 0 ? 'nothing of ours' : allowed.join(', ');
  return {
    files: [`${folder}/${name}/src/**/*.ts`, `${folder}/${name}/src/**/*.tsx`],
    rules: {
      'no-restricted-imports': [
        'error',
        {
          patterns: [
            {
              regex: `^@ordertrace/(${forbidden.join('|')})(/|$)`,
              message: `${folder}/${name} may import ${may}. Take what you need as a parameter, or move it to the package both may import (ARCHITECTURE.md has the table).`,
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
  ...Object.entries(libraries).map(([name, allowed]) => boundary('packages', name, allowed)),
  ...Object.entries(apps).map(([name, allowed]) => boundary('apps', name, allowed)),
];
