declare const brand: unique symbol;

/**
 * A position in the appended telemetry: opaque text, which only the store that created it reads. It can be
 * stored, and stays valid after a restart. Equal texts are the same position.
 */
export type Position = string & { readonly [brand]: true };

/** Creates and reads the positions of a store. */
export interface Positions {
  /** The position before the first append. */
  readonly start: Position;
  /** The position after everything that was acknowledged so far. */
  latest(): Promise<Position>;
  /**
   * Reads a stored text, also one that an earlier version of the store created. `undefined` if the text is no
   * position in this store.
   */
  read(text: string): Promise<Position | undefined>;
  /**
   * The number of appends between two positions, for measurements. It is 0 if, and only if, everything before
   * `to` is also before `from`.
   */
  distance(from: Position, to: Position): number;
}
