import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * The files under these paths, without duplicates: a path of a file is that file, a folder its own `.yaml`
 * and `.yml` files by name. Rejects with the system's error if a path can't be read.
 */
export async function flowFilesOf(paths: readonly string[]): Promise<readonly string[]> {
  const files: string[] = [];
  for (const path of paths) {
    if (!(await stat(path)).isDirectory()) files.push(path);
    else {
      const names = (await readdir(path)).filter((name) => /\.ya?ml$/.test(name)).sort();
      files.push(...names.map((name) => join(path, name)));
    }
  }
  return [...new Set(files)];
}
