// `npm run mutation -- model|privacy|otlp`: changes the meaning of a package's sources in one place at a
// time, and counts the changes that its tests notice. Writes reports/mutation/PACKAGE.{json,html,md}. Tests
// only what changed since the last report. Takes an hour or more on two cores, so CI does not run it.
//
// `--sample 300` changes only that many lines, drawn at random by `--seed`: an estimate in minutes.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { mutationSummary } from './mutation-summary.js';
import { sampledLines } from './sampled-lines.js';

const root = fileURLToPath(new URL('..', import.meta.url));

/**
 * Packages with the sources to change, and the tests that must notice. `effort`: the share of their random examples,
 * because each test runs hundreds of times. `isolation`: `none` where all test files can share their modules.
 */
const packages = {
  model: {
    sources: 'packages/model/src',
    tests: ['packages/model', 'packages/flow', 'tests/rules.test.ts'],
    isolation: 'none',
  },
  privacy: {
    sources: 'packages/privacy/src',
    // Test data: secrets and harmless texts that the tests draw from.
    without: 'packages/privacy/src/samples',
    tests: ['packages/privacy'],
    effort: 0.1,
  },
  otlp: { sources: 'packages/otlp/src', tests: ['packages/otlp'], effort: 0.1 },
};

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    only: { type: 'string', multiple: true },
    sample: { type: 'string' },
    seed: { type: 'string', default: '1' },
    concurrency: { type: 'string', default: '2' },
    fresh: { type: 'boolean', default: false },
  },
});
const chosen = packages[positionals[0]];
if (chosen === undefined || positionals.length !== 1) {
  console.error(
    `usage: npm run mutation -- ${Object.keys(packages).join('|')} [--only FILE[:FROM-TO]]... [--sample LINES] [--seed N] [--concurrency N] [--fresh]`,
  );
  process.exit(2);
}

const [name] = positionals;
const folder = join(root, 'reports', 'mutation');
const report = join(folder, `${name}.json`);
const incremental = join(folder, `${name}-incremental.json`);
const sources = [`${chosen.sources}/**/*.ts`, '!**/index.ts', '!**/*.d.ts'];
if (chosen.without !== undefined) sources.push(`!${chosen.without}/**`);
mkdirSync(folder, { recursive: true });
if (values.fresh) rmSync(incremental, { force: true });

const config = join(folder, `${name}.config.json`);
writeFileSync(
  config,
  JSON.stringify({
    testRunner: 'vitest',
    vitest: { configFile: 'vitest.mutation.config.ts', related: false },
    plugins: ['@stryker-mutator/vitest-runner'],
    mutate: values.only ?? (values.sample === undefined ? sources : sampledLines(root, chosen, values)),
    coverageAnalysis: 'perTest',
    // A sample leaves the report of all changes as it is.
    incremental: values.sample === undefined,
    incrementalFile: incremental,
    concurrency: Number(values.concurrency),
    reporters: ['progress', 'json', 'html'],
    jsonReporter: { fileName: report },
    htmlReporter: { fileName: join(folder, `${name}.html`) },
    timeoutMS: 60_000,
    dryRunTimeoutMinutes: 60,
    allowEmpty: false,
    // Files that no test of these packages reads.
    ignorePatterns: ['**/dist', 'data', 'reports', 'docs', 'deploy', 'examples', 'apps/*/src', 'apps/*/test'],
    tempDirName: 'reports/sandbox',
  }),
);
// Otherwise a run that breaks off would show the report of the run before.
rmSync(report, { force: true });
const run = spawnSync(
  process.execPath,
  [join(root, 'node_modules/@stryker-mutator/core/bin/stryker.js'), 'run', config],
  {
    cwd: root,
    stdio: 'inherit',
    env: {
      ...process.env,
      MUTATION_TESTS: chosen.tests.join(','),
      TEST_EFFORT: String(chosen.effort ?? 1),
      TEST_ISOLATION: chosen.isolation ?? 'file',
    },
  },
);
if (!existsSync(report)) process.exit(run.status ?? 1);
const summary = mutationSummary(JSON.parse(readFileSync(report, 'utf8')));
writeFileSync(join(folder, `${name}.md`), summary);
console.log(summary);
process.exit(run.status ?? 1);
