import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

interface BuildStamp {
  readonly isBuilt: (root: string) => boolean;
  readonly markBuilt: (root: string) => void;
}

const stampModule = new URL('../build-stamp.js', import.meta.url).href;
const { isBuilt, markBuilt } = (await import(stampModule)) as BuildStamp;

let root: string;

function write(path: string, text = ''): void {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), text);
}

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'ordertrace-tools-'));
  for (const file of ['package.json', 'package-lock.json', 'tsconfig.json', 'tsconfig.base.json'])
    write(file);
  write('tools/build.js');
  write('tools/compress-files.js');
  write('packages/one/package.json');
  write('packages/one/src/index.ts', 'export {};');
  write('packages/one/dist/index.js');
  write('apps/two/package.json');
  write('apps/two/src/main.ts');
  markBuilt(root);
});

afterEach(() => rmSync(root, { recursive: true, force: true }));

describe('what was built', () => {
  it('is known to be current', () => {
    expect(isBuilt(root)).toBe(true);
  });

  it.each([
    ['a source changed', () => write('apps/two/src/main.ts', 'changed')],
    ['a source was added', () => write('packages/one/src/deep/new.ts')],
    ['a source was removed', () => rmSync(join(root, 'packages/one/src/index.ts'))],
    ['a source was touched', () => utimesSync(join(root, 'package-lock.json'), 1, 1)],
    ['the result was removed', () => rmSync(join(root, 'packages/one/dist'), { recursive: true })],
    ['nothing is known', () => rmSync(join(root, 'node_modules'), { recursive: true })],
  ])('is outdated when %s', (_, change) => {
    change();
    expect(isBuilt(root)).toBe(false);
  });

  it('stays current when only a test changed', () => {
    write('packages/one/test/index.test.ts', 'changed');
    expect(isBuilt(root)).toBe(true);
  });
});
