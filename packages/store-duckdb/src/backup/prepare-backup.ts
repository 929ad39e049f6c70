import { copyFileSync, existsSync, linkSync, statSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { positionAt, type BackupContents } from '@ordertrace/store';
import type { StoreFolder } from '../files/store-folder.js';
import { copyDatabase, type CopiedTables } from '../tables/copy-database.js';
import type { Database } from '../tables/database.js';

/** A file of a backup: its name in the store's folder, its temporary path, and the length to copy. */
export interface PreparedFile {
  readonly name: string;
  readonly path: string;
  readonly bytes: number;
}

/** A backup that is ready to be read. Removing its folder frees the space. */
export interface PreparedBackup {
  readonly folder: string;
  readonly contents: BackupContents;
  readonly files: readonly PreparedFile[];
}

/** Records that are only in logs and in no run, at one moment. */
export interface Unsorted {
  readonly lastCommit: bigint;
  readonly spans: number;
  readonly logs: number;
  /** Logs, with the acknowledged length of each. */
  readonly files: readonly { readonly path: string; readonly bytes: number }[];
}

/** The source of a backup. */
export interface BackupOrigin {
  readonly folder: StoreFolder;
  readonly database: Database;
  /** The records that are in no run, up to this commit. */
  readonly unsortedAfter: (commit: bigint) => Unsorted;
}

/**
 * Prepares a backup. Runs never change and logs only grow, so a hard link to each file is a copy that takes
 * no space and survives its removal. DuckDB copies the tables as they were when the links were created.
 */
export async function prepareBackup({
  folder,
  database,
  unsortedAfter,
}: BackupOrigin): Promise<PreparedBackup> {
  const backupFolder = folder.newBackup();
  try {
    const copy = join(backupFolder, basename(folder.database));
    const fixed = await copyDatabase(database, copy, (tables) => {
      const unsorted = unsortedAfter(tables.lastCommit);
      return {
        contents: contentsOf(tables, unsorted),
        files: keepFiles(backupFolder, folder, { tables, unsorted }),
      };
    });
    return {
      folder: backupFolder,
      contents: fixed.contents,
      files: [{ name: basename(copy), path: copy, bytes: statSync(copy).size }, ...fixed.files],
    };
  } catch (error) {
    await rm(backupFolder, { recursive: true, force: true });
    throw error;
  }
}

function contentsOf(tables: CopiedTables, unsorted: Unsorted): BackupContents {
  const commit = unsorted.lastCommit > tables.lastCommit ? unsorted.lastCommit : tables.lastCommit;
  return {
    position: positionAt({ commit }),
    spans: tables.spans + unsorted.spans,
    logs: tables.logs + unsorted.logs,
    orders: tables.orders,
  };
}

function keepFiles(
  backupFolder: string,
  folder: StoreFolder,
  { tables, unsorted }: { tables: CopiedTables; unsorted: Unsorted },
): PreparedFile[] {
  const hashes = tables.runs.map(({ number }) => folder.hashes(number)).filter((path) => existsSync(path));
  const whole = [...tables.runs.map(({ file }) => folder.run(file)), ...hashes];
  return [...whole.map((path) => ({ path, bytes: statSync(path).size })), ...unsorted.files].map(
    ({ path, bytes }) => {
      const name = basename(path);
      const kept = join(backupFolder, name);
      linkOrCopy(path, kept);
      return { name, path: kept, bytes };
    },
  );
}

function linkOrCopy(from: string, to: string): void {
  try {
    linkSync(from, to);
  } catch {
    copyFileSync(from, to);
  }
}
