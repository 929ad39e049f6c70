import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, it } from 'vitest';

const source = join(import.meta.dirname, '../src');

/** Files that a file imports at run time, directly or indirectly. */
function imported(file: string, seen = new Set<string>()): Set<string> {
  if (seen.has(file)) return seen;
  seen.add(file);
  const text = readFileSync(file, 'utf8');
  for (const [, path = ''] of text.matchAll(/^(?:import|export) (?!type)[^;]*? from '([^']+)';/gms))
    if (path.startsWith('.')) imported(join(dirname(file), path.replace(/\.js$/, '.ts')), seen);
    else seen.add(path);
  return seen;
}

it('gives the names of the contracts without a store', () => {
  const files = [...imported(join(source, 'names.ts'))].map((file) => file.replace(`${source}/`, ''));
  expect(files.sort()).toEqual(['names.ts', 'order-contract.ts', 'problem-contract.ts']);
});
