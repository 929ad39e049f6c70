import type { Cause } from '@ordertrace/api';
import type { AlertChannel } from '@ordertrace/flow';
import type { Situation } from '@ordertrace/model';

/** What a channel is told: a cause with its problems. No notes, no names of people. */
export interface Alert {
  /** The same over all tries. */
  readonly id: string;
  readonly cause: Cause;
  /** Where to look at it; absent where the console's address is not known. */
  readonly link?: string;
  readonly timeMs: number;
}

/** Delivers, or rejects with why not. */
export type Deliver = (alert: Alert) => Promise<void>;

/** A channel whose secrets are known. */
export interface OpenChannel {
  readonly name: string;
  readonly type: AlertChannel['type'];
  readonly situations: readonly Situation[];
  readonly tenants: readonly string[];
  readonly language: AlertChannel['language'];
  readonly deliver: Deliver;
}
