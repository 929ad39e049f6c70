import type { Position } from './position.js';

/** The least content of a backup, to compare with a restored store. */
export interface BackupContents {
  readonly position: Position;
  readonly spans: number;
  readonly logs: number;
  /** Saved order states. */
  readonly orders: number;
}

/** A snapshot of a store, kept in a temporary place until it has been read. */
export interface Backup {
  readonly contents: BackupContents;
  /** Length of the archive. */
  readonly bytes: number;
  /**
   * The archive, a tar file. Its last entry lists the other entries with their SHA-256. Read it only once.
   */
  read(): AsyncIterable<Uint8Array>;
  /** Frees the snapshot. Always call it, also after a failure. */
  release(): Promise<void>;
}

/** A store that can be backed up while it works. */
export interface BackupSource {
  /** Takes a snapshot with everything that was acknowledged before the call. Appends and reads continue. */
  backup(): Promise<Backup>;
}
