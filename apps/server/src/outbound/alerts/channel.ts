import type { Cause } from '@ordertrace/api';
import type { AlertChannel } from '@ordertrace/flow';
import type { Situation } from '@ordertrace/model';
import type { Sent } from '../sent.js';

/** What a channel gets: a cause with its problems. No notes, no names of people. */
export interface Alert {
  /** The same over all tries, so that a receiver can drop repeats. */
  readonly id: string;
  readonly cause: Cause;
  /** Where to look at it; absent where the console's address is not known. */
  readonly link?: string;
  readonly timeMs: number;
}

export type Deliver = (alert: Alert) => Promise<Sent>;

/** A channel whose secrets are known. */
export interface OpenChannel {
  readonly name: string;
  readonly type: AlertChannel['type'];
  readonly situations: readonly Situation[];
  readonly tenants: readonly string[];
  readonly language: AlertChannel['language'];
  readonly deliver: Deliver;
}
