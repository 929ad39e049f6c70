import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * The files that these paths name, each once: a file stands for itself, a folder for the `.yaml` and `.yml` files
 * right in it, by name. Rejects with the system's error where a path can't be looked at.
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
