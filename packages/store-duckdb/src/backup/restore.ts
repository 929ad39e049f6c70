import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, open, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { BackupContents } from '@ordertrace/store';
import { openDuckdbStore } from '../duckdb-store.js';
import { manifestName, readManifest, type BackupManifest } from './manifest.js';
import { readTar, TarError } from './tar.js';

/**
 * - `not_empty`: something is where the store should go.
 * - `no_backup`: what was given is no backup.
 * - `damaged`: a file is missing, changed or cut off, or the restored store holds less than was saved.
 */
export type RestoreErrorCode = 'not_empty' | 'no_backup' | 'damaged';

export class RestoreError extends Error {
  override readonly name = 'RestoreError';
  readonly code: RestoreErrorCode;

  constructor(code: RestoreErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

export interface Restoring {
  /** An archive as `Backup.read` gives it, or a folder of what is in one. */
  readonly from: string;
  /** Where the store's folder will be; nothing may be there. */
  readonly to: string;
  readonly onProgress?: (progress: { readonly bytes: number; readonly file: string }) => void;
}

interface ArchiveFile {
  readonly name: string;
  readonly content: AsyncIterable<Uint8Array>;
}

/** Name in the archive → what was found. */
type Found = Map<string, { readonly bytes: number; readonly sha256: string }>;

const fileName = /^store\/([a-z0-9][a-z0-9.-]*)$/;

/**
 * Reads a backup, compares every file with its SHA-256, and gives what it should hold; writes nothing.
 * Throws `RestoreError`.
 */
export async function checkBackup({ from, onProgress }: Omit<Restoring, 'to'>): Promise<BackupManifest> {
  return readBackup({ from, ...(onProgress === undefined ? {} : { onProgress }) }, () => undefined);
}

/**
 * Makes a store of a backup: every file compared with its SHA-256, the store opened, and what it holds counted.
 * Either a whole store is at `to` afterwards, or nothing. Throws `RestoreError`, and `StoreError` where the store
 * that was restored can't be opened.
 */
export async function restoreBackup({ from, to, onProgress }: Restoring): Promise<BackupContents> {
  if (await hasSomething(to))
    throw new RestoreError('not_empty', `${to} is not empty. Give a folder that is, or move this one away.`);
  const unfinished = `${to}.restoring`;
  await rm(unfinished, { recursive: true, force: true });
  await mkdir(unfinished, { recursive: true });
  try {
    const source = { from, ...(onProgress === undefined ? {} : { onProgress }) };
    const manifest = await readBackup(source, (name) => join(unfinished, name));
    const contents = await openedContents(unfinished);
    compare(contents, manifest.contents);
    await rm(to, { recursive: true, force: true });
    await rename(unfinished, to);
    await syncFolder(dirname(to));
    return contents;
  } catch (error) {
    await rm(unfinished, { recursive: true, force: true });
    throw error;
  }
}

async function hasSomething(path: string): Promise<boolean> {
  try {
    return (await readdir(path)).length > 0;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return false;
    throw error;
  }
}

async function readBackup(
  { from, onProgress }: Omit<Restoring, 'to'>,
  placeOf: (name: string) => string | undefined,
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
      const ownName = fileName.exec(name)?.[1];
      if (ownName === undefined)
        throw new RestoreError('no_backup', `${from} holds ${name}: that is no backup.`);
      const before = done;
      const report = (bytes: number) => onProgress?.({ bytes: (done = before + bytes), file: ownName });
      found.set(name, await take(content, placeOf(ownName), report));
    }
  } catch (error) {
    if (!(error instanceof TarError)) throw error;
    const code = found.size === 0 ? 'no_backup' : 'damaged';
    throw new RestoreError(code, `${from}: ${error.message}`, { cause: error });
  }
  if (manifest === undefined)
    throw new RestoreError(
      'no_backup',
      `${from} is no backup, or its end is missing: it has no ${manifestName}.`,
    );
  for (const { name, bytes, sha256 } of manifest.files) {
    const file = found.get(name);
    if (file === undefined) throw new RestoreError('damaged', `${from}: ${name} is missing.`);
    if (file.bytes !== bytes || file.sha256 !== sha256)
      throw new RestoreError('damaged', `${from}: ${name} is not as it was saved.`);
  }
  return manifest;
}

async function* archiveFiles(from: string): AsyncIterable<ArchiveFile> {
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
    const there = new Set(await readdir(join(from, 'store')));
    const known = names.filter((name) => there.has(name.slice('store/'.length)));
    return { isFolder: true, names: [...known, manifestName] };
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error;
    throw new RestoreError('no_backup', `There is no backup at ${from}.`, { cause: error });
  }
}

async function textOf(content: AsyncIterable<Uint8Array>): Promise<string> {
  const parts: Uint8Array[] = [];
  for await (const part of content) parts.push(part);
  return Buffer.concat(parts).toString();
}

/** Writes a file, unless there is no place for it, and tells what it was. */
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

async function openedContents(path: string): Promise<BackupContents> {
  const store = await openDuckdbStore({ path });
  try {
    const { lastCommit, spans, logs, orders } = await store.statistics();
    return { commit: lastCommit, spans, logs, orders };
  } finally {
    await store.close();
  }
}

/** More may be there than was counted: what was on its way into the log just then. */
function compare(actual: BackupContents, saved: BackupContents): void {
  for (const key of ['commit', 'spans', 'logs', 'orders'] as const)
    if (actual[key] < saved[key])
      throw new RestoreError(
        'damaged',
        `The restored store has ${actual[key]} ${key}, and ${saved[key]} were saved.`,
      );
}

async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}
