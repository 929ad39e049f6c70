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

  it('lead from one folder to another in one direction only, in every package and at every depth', () => {
    // Two folders that import each other are one: move the shared part to a third, or the user beside its
    // dependency.
    expect(folderCircles(importsOfEachFile())).toEqual([]);
  });

  it('is a check that finds folders that import each other', () => {
    const imports = new Map([
      ['packages/a/src/one/x.ts', ['packages/a/src/two/y.ts']],
      ['packages/a/src/two/y.ts', []],
      ['packages/a/src/two/z.ts', ['packages/a/src/one/deep/w.ts']],
      ['packages/a/src/one/deep/w.ts', []],
    ]);
    expect(folderCircles(imports)).toEqual(['packages/a/src/one → packages/a/src/two → packages/a/src/one']);
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

/**
 * Cycles among the folders that share a parent. An import between files counts for the two folders at which
 * their paths part.
 */
function folderCircles(imports: ReadonlyMap<string, readonly string[]>): string[] {
  const folders = new Map<string, string[]>();
  for (const [file, targets] of imports) {
    for (const target of targets) {
      const [from, to] = whereTheyPart(dirname(file).split('/'), dirname(target).split('/'));
      if (from === undefined || to === undefined) continue;
      folders.set(from, [...(folders.get(from) ?? []), to]);
    }
  }
  return circles(folders);
}

/** First different folders of two paths; undefined if one contains the other. */
function whereTheyPart(one: readonly string[], other: readonly string[]): [string?, string?] {
  const at = one.findIndex((name, i) => other[i] !== name);
  if (at < 0 || at >= other.length) return [];
  return [one.slice(0, at + 1).join('/'), other.slice(0, at + 1).join('/')];
}

function filesBelow(folder: string): string[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' }).map((file) =>
    join(folder, file),
  );
}

/** Each cycle once, from the first of its files. */
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
