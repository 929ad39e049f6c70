/** Workspaces that tests import as sources, so that coverage and the mutation tester see the tested code. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { workspaceFolders } from './workspaces.js';

/** Packages without worker threads: nothing in them loads a built file by its name. */
export const sourcePackages = [
  'packages/api',
  'packages/conventions',
  'packages/event-logs',
  'packages/flow',
  'packages/model',
  'packages/openapi',
  'packages/otlp',
  'packages/privacy',
  'packages/store',
  'packages/words',
  'services/geometry',
];

/** Vitest aliases: each public entry of those packages to its source file. */
export function sourceAliases(root) {
  return workspaceFolders(root)
    .filter((folder) => sourcePackages.includes(folder))
    .flatMap((folder) => {
      const { name, exports } = JSON.parse(readFileSync(join(root, folder, 'package.json'), 'utf8'));
      return Object.entries(exports).map(([entry, { default: built }]) => ({
        find: new RegExp(`^${name}${entry.slice(1)}$`),
        replacement: join(root, folder, built.replace('./dist/', 'src/').replace(/\.js$/, '.ts')),
      }));
    });
}
