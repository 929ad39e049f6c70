/**
 * - `missing`: the file, or a part of the acknowledged data, is absent.
 * - `damaged`: the bytes differ from those that were written.
 * - `foreign`: the file is intact, but is not the one that belongs in this place.
 */
export type DamageKind = 'missing' | 'damaged' | 'foreign';

/** A difference between the files of a store and what was written. */
export interface StoreDamage {
  readonly kind: DamageKind;
  /** The name of the file in the store's folder. */
  readonly file: string;
  /** The position in the file and the consequence; English, one sentence. */
  readonly detail: string;
  /** Whether results may lack records because of it; false for copies that are rebuilt. */
  readonly isIncomplete: boolean;
}

export interface CheckRequest {
  /** Rebuilds what can be rebuilt, and accepts the loss of the rest. */
  readonly repair: boolean;
  /** Most bytes to read in a second; no limit if absent. */
  readonly bytesPerSecond?: number | undefined;
  readonly onProgress?: ((progress: CheckProgress) => void) | undefined;
}

export interface CheckProgress {
  readonly doneBytes: number;
  readonly ofBytes: number;
}

export interface CheckReport {
  readonly files: number;
  readonly bytes: number;
  /** The damage that was found, repaired or not. */
  readonly damage: readonly StoreDamage[];
  /** The repairs, one sentence each. */
  readonly repairs: readonly string[];
  /** Files of an older format, which lack some checksums. */
  readonly unverified: readonly string[];
}

/** A store with files that can verify every byte of them. */
export interface StoreChecks {
  /** The known damage at present, without a new check. */
  damage(): Promise<readonly StoreDamage[]>;
  /** Checks all files while the store works. Only one check runs at a time. */
  check(request: CheckRequest): Promise<CheckReport>;
}
