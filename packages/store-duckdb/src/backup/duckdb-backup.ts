import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import type { Backup } from '@ordertrace/store';
import { manifestName, manifestText, type ManifestFile } from './manifest.js';
import type { PreparedBackup } from './prepare-backup.js';
import { tarBytes, writeTar, type TarEntry } from './tar.js';

/** A prepared backup as an archive. */
export function backupArchive(prepared: PreparedBackup, release: () => Promise<void>): Backup {
  const { contents, files } = prepared;
  const madeAt = new Date();
  const names = files.map(({ name, bytes }) => ({ name: `store/${name}`, bytes, sha256: '0'.repeat(64) }));
  const manifestBytes = Buffer.byteLength(manifestText({ madeAt, contents, files: names }));
  return {
    contents,
    bytes: tarBytes([...files.map(({ bytes }) => bytes), manifestBytes]),
    read: () => writeTar(entries(prepared, madeAt)),
    release,
  };
}

function* entries({ contents, files }: PreparedBackup, madeAt: Date): Iterable<TarEntry> {
  const listed: ManifestFile[] = [];
  for (const { name: ownName, path, bytes } of files) {
    const name = `store/${ownName}`;
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
