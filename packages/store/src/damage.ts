/**
 * - `missing`: the file, or a part of what was acknowledged, is not there.
 * - `damaged`: the bytes are not those that were written.
 * - `foreign`: the file is whole, but it is not the one that belongs in this place.
 */
export type DamageKind = 'missing' | 'damaged' | 'foreign';

/** A place where the files of a store are not what was written. */
export interface StoreDamage {
  readonly kind: DamageKind;
  /** Name of the file in the store's folder. */
  readonly file: string;
  /** Where in the file and what follows from it; English, one sentence. */
  readonly detail: string;
  /** Whether answers may lack records because of it; false for copies that are rebuilt. */
  readonly isIncomplete: boolean;
}

export interface CheckRequest {
  /** Rebuilds what can be rebuilt, and accepts the loss of what can't. */
  readonly repair: boolean;
  /** Bytes to read in a second at most; absent for as many as possible. */
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
  /** What was found, whether it was repaired or not. */
  readonly damage: readonly StoreDamage[];
  /** What was done, one sentence each. */
  readonly repairs: readonly string[];
  /** Files of an older layout, of which some parts have no checksum. */
  readonly unverified: readonly string[];
}

/** A store that keeps files, and can look at every byte of them. */
export interface StoreChecks {
  /** What is known to be damaged at present, without looking for more. */
  damage(): Promise<readonly StoreDamage[]>;
  /** Looks at everything while the store works. One check runs at a time. */
  check(request: CheckRequest): Promise<CheckReport>;
}
