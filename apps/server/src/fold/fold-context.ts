import { definedFields } from '@ordertrace/conventions';
import {
  ReceiptLedger,
  type EpochNanos,
  type FoldInput,
  type Flows,
  type StageTimesByFlow,
  type Reception,
} from '@ordertrace/model';
import type { Store } from '@ordertrace/store';
import type { LiveChanges } from '../live/live-changes.js';
import type { OrderObserver } from '../metrics/index.js';
import type { ProblemDesk } from '../problems/problem-desk.js';
import type { ServiceClocks } from './service-clocks.js';
import type { UnnamedReceivers } from './unnamed-receivers.js';
import { UntracedHops } from './untraced-hops.js';

export interface FoldContextOptions {
  readonly store: Store;
  readonly flows: Flows;
  readonly now: () => EpochNanos;
  /** Initial knowledge of receipts at each place; the default is empty. */
  readonly coverage?: ReceiptLedger;
  /** Keeps problems in agreement with the diagnoses of orders; absent where no problems are wanted. */
  readonly desk?: ProblemDesk;
  /** Notified of orders that changed. */
  readonly live?: LiveChanges;
  readonly observer?: OrderObserver;
  /** Finds the orders of receivers that name none. */
  readonly unnamed?: UnnamedReceivers;
}

/** Context of the fold beyond an order's own telemetry. Learned values are replaced as more is learned. */
export interface FoldContext extends Omit<FoldContextOptions, 'flows' | 'coverage'> {
  /** Replaced when a flow file changes; every order is then folded again. */
  flows: Flows;
  /** How often receipts are seen at each place, learned from the hops of orders so far. */
  readonly coverage: ReceiptLedger;
  /** Places where the meaning of a missing receipt has changed since the last check. */
  readonly changedPlaces: Set<string>;
  /** Orders with hops whose receipt was not seen. */
  readonly untraced: UntracedHops;
  /** Usual times of orders in each stage; absent until enough orders have closed. */
  learned?: StageTimesByFlow;
  /** How far the telemetry of each application has come, and whether any arrives. */
  reception?: Reception;
  /** Learns the clocks of services from the hops of orders. */
  clocks?: ServiceClocks;
  /** Services that send no telemetry, and since when. */
  silentServices?: ReadonlyMap<string, EpochNanos>;
}

export function foldContext({ coverage, ...options }: FoldContextOptions): FoldContext {
  return {
    ...options,
    coverage: coverage ?? new ReceiptLedger(),
    changedPlaces: new Set(),
    untraced: new UntracedHops(),
  };
}

/** Everything learned so far that concerns orders of a flow, as input of a fold. */
export function learnedSoFar(
  { learned: byFlow, silentServices, reception }: FoldContext,
  flow: string,
): Pick<FoldInput, 'learned' | 'silentServices' | 'reception'> {
  const learned = byFlow?.get(flow);
  return definedFields({ learned, silentServices, reception });
}
