import type { Detector } from './detectors.js';
import type { IdRange } from './id-ranges.js';
import type { KeyRule } from './key-rules.js';
import type { StopCount } from './stop-counts.js';

/** Marks a value that must be removed whole. */
export const stopped: unique symbol = Symbol('stopped');

/**
 * Passes on only what the policy allows. Every method takes time in proportion to its input, up to a limit
 * for each value. What is beyond the limit is removed.
 *
 * A clean value is returned as it is (same reference).
 */
export interface Gate {
  /** The rule for all values of a key. */
  rule(key: string): KeyRule;
  /** Scrubs a text at a place without a key: a name, a message, a stack. */
  scrubText(place: string, text: string, key?: string): string;
  /**
   * Scrubs an attribute. Returns its value, a replacement, or `stopped`. IDs are judged by the forms of this
   * tenant.
   */
  scrubAttribute(place: string, key: string, value: unknown, tenant?: string): unknown;
  /**
   * Judges an ID under a key that is not a known ID key. Returns the ID, a pseudonym, or `stopped` if no
   * pseudonym key is configured.
   */
  scrubId(place: string, key: string, id: string, tenant?: string): string | typeof stopped;
  /**
   * The pseudonym of an ID that is personal data; `undefined` for other IDs, and without a key. It learns and
   * counts nothing: the ID comes from a person who searches.
   */
  pseudonymOfId(id: string): string | undefined;
  /** Learns the form of a tenant's IDs from a known ID. */
  sawId(tenant: string, id: string): void;
  /**
   * Scrubs a value without a key, such as a log record's body. Keys inside of maps follow their rules as
   * usual.
   */
  scrubValue(place: string, value: unknown): unknown;
  /** Scrubs the attributes of an object in place. */
  scrubAttributes(place: string, attributes: Record<string, unknown>): void;
  /** Counts of removed values since the start. They contain no values. */
  counts(): StopCount[];
  /** Counts from zero again: keys may hold a text that was erased. */
  forgetCounts(): void;
}

export interface GateOptions {
  /** Called at each removal, for a metric. */
  readonly onStop?: (place: string, detector: Detector) => void;
  /**
   * The key for pseudonyms. The same key in the kit and all servers creates the same pseudonyms. Without it,
   * such IDs are dropped.
   */
  readonly pseudonymKey?: Uint8Array;
  /** Further keys whose values are IDs. */
  readonly idKeys?: readonly string[];
  /** Finds IDs in a text, by place and key (empty for a body). They are judged as IDs. */
  readonly idsIn?: (at: { readonly place: string; readonly key: string }, text: string) => readonly IdRange[];
}
