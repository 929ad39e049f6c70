/** What a backup holds at least, to be compared with what is restored from it. */
export interface BackupContents {
  readonly commit: bigint;
  readonly spans: number;
  readonly logs: number;
  /** Saved order states. */
  readonly orders: number;
}

/** A copy of a store at one moment, kept aside until it has been read. */
export interface Backup {
  readonly contents: BackupContents;
  /** Length of the archive. */
  readonly bytes: number;
  /** The archive, a tar file; the last thing in it is a list of the others with their SHA-256. To be read once. */
  read(): AsyncIterable<Uint8Array>;
  /** Frees what is kept aside; to be called in any case. */
  release(): Promise<void>;
}

/** A store that can give a copy of itself while it works. */
export interface BackupSource {
  /** Everything that was acknowledged before the call is in it. Appending and reading go on meanwhile. */
  backup(): Promise<Backup>;
}
