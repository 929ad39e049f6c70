import { defineConfig } from 'vitest/config';
import { sourceAliases, sourcePackages } from './tools/source-aliases.js';

/** Where a machine-readable report is written, beside the one for people. */
const report = process.env['TEST_REPORT'];
const testsOf = (folder: string) => `${folder}/test/**/*.test.{ts,tsx}`;

export default defineConfig({
  test: {
    reporters: report === undefined ? ['default'] : ['default', ['json', { outputFile: report }]],
    projects: [
      {
        resolve: { alias: sourceAliases(import.meta.dirname) },
        test: {
          name: 'sources',
          include: sourcePackages.map(testsOf),
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
      {
        test: {
          name: 'unit',
          include: ['{packages,services,apps}/*', 'demo', 'tools'].map(testsOf),
          exclude: sourcePackages.map(testsOf),
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
      {
        test: {
          name: 'end-to-end',
          include: ['tests/**/*.test.ts'],
          testTimeout: 120_000,
          hookTimeout: 120_000,
          fileParallelism: false,
        },
      },
    ],
  },
});
