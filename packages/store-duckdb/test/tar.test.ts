import { spawnSync } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { readTar, tarBytes, writeTar, type TarEntry } from '../src/backup/tar.js';

async function* each<T>(items: readonly T[]): AsyncIterable<T> {
  for (const item of items) yield await Promise.resolve(item);
}

async function joined(pieces: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const parts: Uint8Array[] = [];
  for await (const piece of pieces) parts.push(piece);
  return Buffer.concat(parts);
}

const entryOf = (name: string, content: Uint8Array): TarEntry => ({
  name,
  bytes: content.length,
  content: [content],
});

it('gives back the files it was made of, however the archive is cut into pieces', async () => {
  const files = fc.array(fc.uint8Array({ maxLength: 2000 }), { maxLength: 5 });
  await fc.assert(
    fc.asyncProperty(files, fc.integer({ min: 1, max: 3000 }), async (contents, pieceBytes) => {
      const entries = contents.map((content, i) => entryOf(`file-${i}`, content));
      const archive = await joined(writeTar(entries));
      expect(archive.length).toBe(tarBytes(contents.map(({ length }) => length)));
      const pieces = Array.from({ length: Math.ceil(archive.length / pieceBytes) }, (_, i) =>
        archive.subarray(i * pieceBytes, (i + 1) * pieceBytes),
      );
      const found: Buffer[] = [];
      for await (const { content } of readTar(each(pieces))) found.push(await joined(content));
      expect(found).toEqual(contents.map((content) => Buffer.from(content)));
    }),
    { numRuns: 50 },
  );
});

it('tells the length of a file of more than 8 GiB', async () => {
  const bytes = 20 * 2 ** 30;
  const header = writeTar([{ name: 'large', bytes, content: [] }])[Symbol.asyncIterator]();
  const block = (await header.next()).value as Uint8Array;
  for await (const entry of readTar(each([block]))) {
    expect(entry).toMatchObject({ name: 'large', bytes });
    break;
  }
});

it('is read by the tar of the system', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'ordertrace-tar-'));
  const archive = join(folder, 'a.tar');
  await writeFile(archive, await joined(writeTar([entryOf('one', Buffer.from('content of one'))])));
  const { status } = spawnSync('tar', ['-xf', archive, '-C', folder]);
  expect(status).toBe(0);
  expect(await readFile(join(folder, 'one'), 'utf8')).toBe('content of one');
  await rm(folder, { recursive: true });
});
