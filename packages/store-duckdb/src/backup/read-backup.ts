import { createHash } from 'node:crypto';
import { createReadStream, existsSync } from 'node:fs';
import { open, readFile, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { manifestName, readManifest, type BackupManifest } from './manifest.js';
import { readTar, TarError } from './tar.js';

/**
 * - `not_empty`: the target of the restore is not empty.
 * - `no_backup`: the source is no backup.
 * - `damaged`: a file is missing, changed or truncated, or the restored store has less than was saved.
 */
export type BackupErrorCode = 'not_empty' | 'no_backup' | 'damaged';

export class BackupError extends Error {
  override readonly name = 'BackupError';
  readonly code: BackupErrorCode;

  constructor(code: BackupErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

/** A backup to read. */
export interface BackupReading {
  /** An archive from `Backup.read`, as a stream or a file; or a folder with its extracted content. */
  readonly from: string | AsyncIterable<Uint8Array>;
  readonly onProgress?: ((progress: BackupProgress) => void) | undefined;
}

export interface BackupProgress {
  /** Bytes read so far, of all files. */
  readonly bytes: number;
  readonly file: string;
}

interface ArchiveFile {
  readonly name: string;
  readonly content: AsyncIterable<Uint8Array>;
}

/** Maps the name in the archive to the file that was found. */
type Found = Map<string, { readonly bytes: number; readonly sha256: string }>;

const fileName = /^(?:store|beside)\/[a-z0-9][a-z0-9.-]*$/;

/**
 * Reads a backup, stores its files at the paths from `placeOf` (if any), and compares each with its SHA-256.
 * Returns the expected content of the backup.
 *
 * @throws BackupError
 */
export async function readBackup(
  { from, onProgress }: BackupReading,
  placeOf: (name: string) => string | undefined = () => undefined,
): Promise<BackupManifest> {
  const found: Found = new Map();
  let manifest: BackupManifest | undefined;
  let done = 0;
  try {
    for await (const { name, content } of archiveFiles(from)) {
      if (name === manifestName) {
        manifest = readManifest(await textOf(content));
        continue;
      }
      if (!fileName.test(name)) throw new BackupError('no_backup', `It holds ${name}: that is no backup.`);
      const before = done;
      const report = (bytes: number) =>
        onProgress?.({ bytes: (done = before + bytes), file: basename(name) });
      found.set(name, await take(content, placeOf(name), report));
    }
  } catch (error) {
    if (!(error instanceof TarError)) throw error;
    throw new BackupError(found.size === 0 ? 'no_backup' : 'damaged', error.message, { cause: error });
  }
  if (manifest === undefined)
    throw new BackupError(
      'no_backup',
      `This is no backup, or its end is missing: it has no ${manifestName}.`,
    );
  compareFiles(manifest, found);
  return manifest;
}

function compareFiles(manifest: BackupManifest, found: Found): void {
  for (const { name, bytes, sha256 } of manifest.files) {
    const file = found.get(name);
    if (file === undefined) throw new BackupError('damaged', `${name} is missing.`);
    if (file.bytes !== bytes || file.sha256 !== sha256)
      throw new BackupError('damaged', `${name} is not as it was saved.`);
  }
}

async function* archiveFiles(from: BackupReading['from']): AsyncIterable<ArchiveFile> {
  if (typeof from !== 'string') {
    yield* readTar(from);
    return;
  }
  const { isFolder, names } = await lookAt(from);
  if (!isFolder) {
    yield* readTar(createReadStream(from, { highWaterMark: 1 << 18 }) as AsyncIterable<Uint8Array>);
    return;
  }
  for (const name of names)
    yield { name, content: createReadStream(join(from, name)) as AsyncIterable<Uint8Array> };
}

async function lookAt(from: string): Promise<{ isFolder: boolean; names: string[] }> {
  try {
    if (!(await stat(from)).isDirectory()) return { isFolder: false, names: [] };
    const manifest = readManifest(await readFile(join(from, manifestName), 'utf8'));
    const names = manifest?.files.map(({ name }) => name).filter((name) => fileName.test(name)) ?? [];
    const known = names.filter((name) => existsSync(join(from, name)));
    return { isFolder: true, names: [...known, manifestName] };
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error;
    throw new BackupError('no_backup', `There is no backup at ${from}.`, { cause: error });
  }
}

async function textOf(content: AsyncIterable<Uint8Array>): Promise<string> {
  const parts: Uint8Array[] = [];
  for await (const part of content) parts.push(part);
  return Buffer.concat(parts).toString();
}

/** Writes a file, unless it has no target path. Returns its length and hash. */
async function take(
  content: AsyncIterable<Uint8Array>,
  path: string | undefined,
  report: (bytes: number) => void,
): Promise<{ bytes: number; sha256: string }> {
  const hash = createHash('sha256');
  const file = path === undefined ? undefined : await open(path, 'wx', 0o600);
  let bytes = 0;
  try {
    for await (const piece of content) {
      hash.update(piece);
      await file?.writeFile(piece);
      report((bytes += piece.length));
    }
    await file?.datasync();
  } finally {
    await file?.close();
  }
  return { bytes, sha256: hash.digest('hex') };
}
