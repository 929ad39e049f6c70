// Checks whether the build is up to date with the sources, so that a second start needs no build.
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { workspaceFolders } from './workspaces.js';

const stampFile = (root) => join(root, 'node_modules', '.cache', 'ordertrace-build');
const rootFiles = [
  'package.json',
  'package-lock.json',
  'tsconfig.json',
  'tsconfig.base.json',
  'tools/build.js',
  'tools/compress-files.js',
];
const notSource = new Set(['node_modules', 'dist', 'test']);

export function isBuilt(root) {
  try {
    return readFileSync(stampFile(root), 'utf8') === stampOf(root);
  } catch {
    return false;
  }
}

export function markBuilt(root) {
  mkdirSync(dirname(stampFile(root)), { recursive: true });
  writeFileSync(stampFile(root), stampOf(root));
}

/** Names, sizes and times of all sources, and the built workspaces. */
function stampOf(root) {
  const hash = createHash('sha256');
  for (const name of rootFiles) addFile(hash, join(root, name));
  for (const name of workspaceFolders(root)) {
    const folder = join(root, name);
    hash.update(`${folder} ${existsSync(join(folder, 'dist'))}\n`);
    addFolder(hash, folder);
  }
  return hash.digest('hex');
}

function addFolder(hash, folder) {
  for (const entry of readdirSync(folder, { withFileTypes: true }).sort(byName)) {
    const path = join(folder, entry.name);
    if (entry.isFile()) addFile(hash, path);
    else if (entry.isDirectory() && !notSource.has(entry.name)) addFolder(hash, path);
  }
}

function addFile(hash, path) {
  const { size, mtimeMs } = statSync(path);
  hash.update(`${path} ${size} ${mtimeMs}\n`);
}

const byName = (one, other) => (one.name < other.name ? -1 : 1);
