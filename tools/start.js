// `npm start`: builds outdated parts, then starts the server, the services and the demonstration.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { isBuilt } from './build-stamp.js';

const root = fileURLToPath(new URL('..', import.meta.url));
const argv = process.argv.slice(2);

function stop(message) {
  console.error(message);
  process.exit(1);
}

function checkNode() {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  if (major > 20 || (major === 20 && minor >= 19)) return;
  stop(`Ordertrace needs Node 20.19 or newer; this is ${process.version}. See https://nodejs.org`);
}

function build(args) {
  const { status } = spawnSync(process.execPath, args, { cwd: root, stdio: 'inherit' });
  if (status !== 0) stop('The build failed, so nothing was started.');
}

function prepare() {
  if (!existsSync(join(root, 'node_modules', 'typescript-native'))) {
    stop('The dependencies are not installed. Run `npm install` first.');
  }
  if (isBuilt(root)) return;
  const helpOnly = argv.includes('--help') || argv.includes('-h');
  // Help needs only the options, no pages.
  if (helpOnly) build(['node_modules/typescript-native/bin/tsc', '-b', 'demo']);
  else build(['tools/build.js']);
}

checkNode();
prepare();
const { main } = await import('../demo/dist/main.js');
process.exit(await main(root, argv));
