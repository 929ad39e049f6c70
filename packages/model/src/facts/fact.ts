import type { EpochNanos } from '../time.js';

/** What JSON can say. */
export type JsonValue =
  string | number | boolean | null | readonly JsonValue[] | { readonly [name: string]: JsonValue };

/** A thing that people or the server did, kept as an append: a problem opened, a note, a link revoked. */
export interface Fact {
  /** Equal ids are kept once. */
  readonly id: string;
  /** A name with a dot between topic and deed: `problem.opened`. */
  readonly kind: string;
  readonly timeNanos: EpochNanos;
  /** Who did it; `system` where nobody had to. */
  readonly actor: string;
  /** Empty where it is about no tenant. */
  readonly tenantId: string;
  /** Empty where it is about no order. */
  readonly orderId: string;
  /** What it is about: id of a problem, a link, a channel; empty where nothing has an id. */
  readonly subject: string;
  readonly data: Readonly<Record<string, JsonValue>>;
}

/** The actor of what the server did by itself. */
export const systemActor = 'system';
