import type { Cause } from '@ordertrace/api';
import type { AlertChannel } from '@ordertrace/flow';
import type { Situation } from '@ordertrace/model';
import type { Sent } from '../sent.js';

/** The data for a channel: a cause with its problems. It contains no notes and no names of people. */
export interface Alert {
  /** The same for all attempts, so that a receiver can drop repeats. */
  readonly id: string;
  readonly cause: Cause;
  /** The link to the console; absent if its address is not configured. */
  readonly link?: string;
  readonly timeMs: number;
}

export type Deliver = (alert: Alert) => Promise<Sent>;

/** A channel with its secrets loaded. */
export interface OpenChannel {
  readonly name: string;
  readonly type: AlertChannel['type'];
  readonly situations: readonly Situation[];
  readonly tenants: readonly string[];
  readonly language: AlertChannel['language'];
  readonly deliver: Deliver;
}
