// `node deploy/images/prune.js FOLDER`: for each app, a folder that holds what it runs with and no more: its built
// code, that of the workspaces it stands on, and their dependencies.
import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { workspaceFolders } from '../../tools/workspaces.js';

const root = fileURLToPath(new URL('../..', import.meta.url));
const target = process.argv[2];
const apps = ['server', 'shop-api', 'mes-api', 'calculation-service'];

if (target === undefined) {
  console.error('usage: node deploy/images/prune.js FOLDER');
  process.exit(2);
}

const readJson = (file) => JSON.parse(readFileSync(file, 'utf8'));
const workspaces = new Map(
  workspaceFolders(root).map((folder) => [readJson(join(root, folder, 'package.json')).name, folder]),
);

/** The workspace and all that it stands on. */
function closure(name, found = new Set()) {
  if (found.has(name)) return found;
  found.add(name);
  const { dependencies = {} } = readJson(join(root, workspaces.get(name), 'package.json'));
  for (const dependency of Object.keys(dependencies))
    if (workspaces.has(dependency)) closure(dependency, found);
  return found;
}

function copy(path, to) {
  if (!existsSync(join(root, path))) return;
  mkdirSync(dirname(join(to, path)), { recursive: true });
  cpSync(join(root, path), join(to, path), { recursive: true });
}

/** What is built from, tested with or installed again is left behind. */
function runs(part) {
  return !['src', 'test', 'node_modules'].includes(part) && !part.startsWith('tsconfig');
}

for (const app of apps) {
  const to = join(target, app);
  for (const file of ['package.json', 'package-lock.json', 'deploy/images/healthy.js']) copy(file, to);
  if (app === 'shop-api') copy('deploy/images/first-order.js', to);
  const names = closure(`@ordertrace/${app}`);
  for (const name of names) {
    const folder = workspaces.get(name);
    for (const part of readdirSync(join(root, folder))) if (runs(part)) copy(join(folder, part), to);
  }
  // The server serves the console's built pages; it knows nothing of the console's code.
  if (app === 'server') for (const part of ['apps/console/dist/web', 'docs/runbooks']) copy(part, to);
  const chosen = [...names].flatMap((name) => ['--workspace', name]);
  execFileSync('npm', ['ci', '--omit=dev', '--no-audit', '--no-fund', ...chosen], {
    cwd: to,
    stdio: 'inherit',
  });
}
