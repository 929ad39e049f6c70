import { placeOf, positionAt, type BackupContents } from '@ordertrace/store';

/** The last entry of an archive. It describes the other entries. */
export const manifestName = 'backup.json';

/** Increases with each change that an older program can't restore. */
const backupFormat = 2;

/**
 * Folders of an archive: files of the store, and files that belong to it but are stored outside its folder.
 */
export const storeFolder = 'store';
export const besideFolder = 'beside';

export interface ManifestFile {
  /** The name in the archive: `store/` and the name in the store's folder, or `beside/` and a name. */
  readonly name: string;
  readonly bytes: number;
  readonly sha256: string;
}

export interface BackupManifest {
  readonly madeAt: Date;
  readonly contents: BackupContents;
  readonly files: readonly ManifestFile[];
}

export function manifestText({ madeAt, contents, files }: BackupManifest): string {
  const { position, spans, logs, orders } = contents;
  const text = {
    format: backupFormat,
    made_at: madeAt.toISOString(),
    commit: placeOf(position).commit.toString(),
    spans,
    logs,
    orders,
    files,
  };
  return `${JSON.stringify(text, undefined, 1)}\n`;
}

/** `undefined` if the text is no manifest. Throws if a newer program wrote it. */
export function readManifest(text: string): BackupManifest | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (!isRecord(value) || typeof value['format'] !== 'number') return undefined;
  if (value['format'] > backupFormat)
    throw new Error(
      `The backup has format ${value['format']}; this program reads up to ${backupFormat}. Use the newer program.`,
    );
  const { made_at: madeAt, commit, spans, logs, orders, files } = value;
  if (!Array.isArray(files) || !files.every(isFile)) return undefined;
  if (typeof madeAt !== 'string' || typeof commit !== 'string' || !/^\d+$/.test(commit)) return undefined;
  if (typeof spans !== 'number' || typeof logs !== 'number' || typeof orders !== 'number') return undefined;
  const position = positionAt({ commit: BigInt(commit) });
  return { madeAt: new Date(madeAt), contents: { position, spans, logs, orders }, files };
}

function isFile(value: unknown): value is ManifestFile {
  return (
    isRecord(value) &&
    typeof value['name'] === 'string' &&
    typeof value['bytes'] === 'number' &&
    typeof value['sha256'] === 'string'
  );
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
