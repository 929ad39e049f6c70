// Builds everything that runs: the TypeScript of all workspaces, then the console's pages.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { markBuilt } from './build-stamp.js';
import { compressFiles } from './compress-files.js';

const root = fileURLToPath(new URL('..', import.meta.url));

function run(title, args) {
  const started = performance.now();
  const { status } = spawnSync(process.execPath, args, { cwd: root, stdio: 'inherit' });
  if (status !== 0) {
    console.error(`${title} failed.`);
    process.exit(status ?? 1);
  }
  console.log(`${title}: ${((performance.now() - started) / 1000).toFixed(1)} s`);
}

run('TypeScript', ['node_modules/typescript-native/bin/tsc', '-b']);
run('Console', ['node_modules/vite/bin/vite.js', 'build', 'apps/console', '--logLevel', 'warn']);
await compressFiles(`${root}apps/console/dist/web`);
markBuilt(root);
