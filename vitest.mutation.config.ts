import { defineConfig } from 'vitest/config';
import { sourceAliases } from './tools/source-aliases.js';

/** The workspaces, and single files, whose tests judge the changes; set by tools/mutation.js. */
const tested = (process.env['MUTATION_TESTS'] ?? 'packages/model').split(',');

export default defineConfig({
  resolve: { alias: sourceAliases(import.meta.dirname) },
  test: {
    include: tested.map((path) => (path.endsWith('.test.ts') ? path : `${path}/test/**/*.test.ts`)),
    // Processor time says nothing about code that counts its own steps.
    exclude: ['packages/privacy/test/time.test.ts'],
    setupFiles: ['./tools/test-effort.js'],
    testTimeout: 60_000,
    isolate: process.env['TEST_ISOLATION'] !== 'none',
  },
});
