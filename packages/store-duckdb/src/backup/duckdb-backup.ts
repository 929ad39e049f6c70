import { createHash } from 'node:crypto';
import { createReadStream, existsSync, statSync } from 'node:fs';
import type { Backup, BackupContents } from '@ordertrace/store';
import { besideFolder, manifestName, manifestText, storeFolder, type ManifestFile } from './manifest.js';
import type { PreparedBackup, PreparedFile } from './prepare-backup.js';
import { tarBytes, writeTar, type TarEntry } from './tar.js';

/** The store's own files, by their names in an archive. */
export function storeFiles({ files }: PreparedBackup): PreparedFile[] {
  return files.map((file) => ({ ...file, name: `${storeFolder}/${file.name}` }));
}

/** The existing files among these other paths, by their names in an archive. */
export function filesBeside(paths: Readonly<Record<string, string>>): PreparedFile[] {
  return Object.entries(paths).flatMap(([name, path]) =>
    existsSync(path) ? [{ name: `${besideFolder}/${name}`, path, bytes: statSync(path).size }] : [],
  );
}

/** Packs prepared files into an archive. */
export function backupArchive(
  files: readonly PreparedFile[],
  { contents }: Pick<PreparedBackup, 'contents'>,
  release: () => Promise<void>,
): Backup {
  const madeAt = new Date();
  const names = files.map(({ name, bytes }) => ({ name, bytes, sha256: '0'.repeat(64) }));
  const manifestBytes = Buffer.byteLength(manifestText({ madeAt, contents, files: names }));
  return {
    contents,
    bytes: tarBytes([...files.map(({ bytes }) => bytes), manifestBytes]),
    read: () => writeTar(entries(files, contents, madeAt)),
    release,
  };
}

function* entries(
  files: readonly PreparedFile[],
  contents: BackupContents,
  madeAt: Date,
): Iterable<TarEntry> {
  const listed: ManifestFile[] = [];
  for (const { name, path, bytes } of files) {
    const hash = createHash('sha256');
    yield { name, bytes, content: hashed(readFirst(path, bytes), hash) };
    listed.push({ name, bytes, sha256: hash.digest('hex') });
  }
  const text = Buffer.from(manifestText({ madeAt, contents, files: listed }));
  yield { name: manifestName, bytes: text.length, content: [text] };
}

function readFirst(path: string, bytes: number): AsyncIterable<Uint8Array> | Iterable<Uint8Array> {
  if (bytes === 0) return [];
  return createReadStream(path, { end: bytes - 1, highWaterMark: 1 << 18 }) as AsyncIterable<Uint8Array>;
}

async function* hashed(
  content: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  hash: { update(bytes: Uint8Array): unknown },
): AsyncIterable<Uint8Array> {
  for await (const chunk of content) {
    hash.update(chunk);
    yield chunk;
  }
}
