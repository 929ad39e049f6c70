import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';

const root = join(import.meta.dirname, '../..');

const { workspaceFolders } = (await import(new URL('../workspaces.js', import.meta.url).href)) as {
  workspaceFolders: (root: string) => string[];
};

describe('imports', () => {
  it('never go round in a circle, types included', () => {
    expect(circles(importsOfEachFile())).toEqual([]);
  });

  it('is a check that finds a circle', () => {
    const imports = new Map([
      ['a', ['b']],
      ['b', ['c', 'd']],
      ['c', ['a']],
      ['d', []],
    ]);
    expect(circles(imports)).toEqual(['a → b → c → a']);
  });
});

function importsOfEachFile(): Map<string, string[]> {
  const sources = workspaceFolders(root).flatMap((folder) => filesBelow(join(folder, 'src')));
  const files = new Set(sources.filter((file) => /\.tsx?$/.test(file)));
  return new Map(
    [...files].map((file) => {
      const text = readFileSync(join(root, file), 'utf8');
      const paths = [...text.matchAll(/ from '(\.[^']+)\.js'/g)].map(([, path = '']) =>
        join(dirname(file), path),
      );
      return [file, paths.flatMap((path) => [`${path}.ts`, `${path}.tsx`].filter((name) => files.has(name)))];
    }),
  );
}

function filesBelow(folder: string): string[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' }).map((file) =>
    join(folder, file),
  );
}

/** Each circle once, from the first of its files on. */
function circles(imports: ReadonlyMap<string, readonly string[]>): string[] {
  const found: string[] = [];
  const done = new Set<string>();
  const way: string[] = [];
  const visit = (file: string) => {
    const at = way.indexOf(file);
    if (at >= 0) found.push([...way.slice(at), file].join(' → '));
    if (at >= 0 || done.has(file)) return;
    way.push(file);
    for (const next of imports.get(file) ?? []) visit(next);
    way.pop();
    done.add(file);
  };
  for (const file of imports.keys()) visit(file);
  return found;
}
