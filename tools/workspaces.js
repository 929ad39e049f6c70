/** The folders of all workspaces, relative to the repository. */
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

const groups = ['packages', 'services', 'apps'];

export function workspaceFolders(root) {
  const grouped = groups
    .filter((group) => existsSync(join(root, group)))
    .flatMap((group) =>
      readdirSync(join(root, group))
        .sort()
        .map((name) => join(group, name)),
    );
  return [...grouped, 'demo'].filter((folder) => existsSync(join(root, folder, 'package.json')));
}
