import type { Cause } from '@ordertrace/api';
import type { AlertChannel } from '@ordertrace/flow';
import type { Sent } from '../sent.js';

/** Orders of one stage that will probably miss its deadline. */
export interface RiskView {
  readonly cause_id: string;
  readonly flow: string;
  readonly stage: string;
  /** In the language of the channel. */
  readonly stage_name: string;
  readonly owner: string;
  readonly count: number;
  readonly first_at: string;
  readonly examples: readonly {
    readonly tenant_id: string;
    readonly order_id: string;
    readonly predicted_finish: string;
  }[];
}

export type AlertContent =
  { readonly kind: 'cause'; readonly cause: Cause } | { readonly kind: 'at_risk'; readonly risk: RiskView };

/** The data for a channel. It contains no notes and no names of people. */
export interface Alert {
  /** The same for all attempts, so that a receiver can drop repeats. */
  readonly id: string;
  readonly content: AlertContent;
  /** The link to the console; absent if its address is not configured. */
  readonly link?: string;
  readonly timeMs: number;
}

export type Deliver = (alert: Alert) => Promise<Sent>;

/** A channel with its secrets loaded. */
export interface OpenChannel {
  readonly name: string;
  readonly type: AlertChannel['type'];
  readonly situations: AlertChannel['situations'];
  readonly certainty: AlertChannel['certainty'];
  readonly tenants: readonly string[];
  readonly language: AlertChannel['language'];
  readonly deliver: Deliver;
}
