import type { EpochNanos } from '../time.js';

/** A value that JSON can represent. */
export type JsonValue =
  string | number | boolean | null | readonly JsonValue[] | { readonly [name: string]: JsonValue };

/** A stored action of a person or of the server: a problem opened, a note, a link revoked. Facts are only appended. */
export interface Fact {
  /** Facts with equal ids are stored once. */
  readonly id: string;
  /** Topic and action, separated by a dot: `problem.opened`. */
  readonly kind: string;
  readonly timeNanos: EpochNanos;
  /** The person who did it; `system` for the server. */
  readonly actor: string;
  /** Empty where the fact concerns no tenant. */
  readonly tenantId: string;
  /** Empty where the fact concerns no order. */
  readonly orderId: string;
  /** Id of the problem, link or channel that the fact concerns; empty where there is no such id. */
  readonly subject: string;
  readonly data: Readonly<Record<string, JsonValue>>;
}

/** Actor of the facts that the server creates itself. */
export const systemActor = 'system';
