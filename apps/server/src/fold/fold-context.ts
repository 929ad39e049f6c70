import { definedFields } from '@ordertrace/conventions';
import {
  ReceiptLedger,
  type EpochNanos,
  type Flows,
  type Hearing,
  type LearnedByFlow,
  type LearnedStageTimes,
} from '@ordertrace/model';
import type { Store } from '@ordertrace/store';
import type { LiveChanges } from '../live/live-changes.js';
import type { OrderObserver } from '../metrics/index.js';
import type { ProblemDesk } from '../problems/problem-desk.js';
import type { UnnamedReceivers } from './unnamed-receivers.js';
import { UntracedHops } from './untraced-hops.js';

export interface FoldContextOptions {
  readonly store: Store;
  readonly flows: Flows;
  readonly now: () => EpochNanos;
  /** What is known from the start of what is seen where; nothing unless given. */
  readonly coverage?: ReceiptLedger;
  /** Keeps problems as orders' diagnoses say; absent where nobody asks for problems. */
  readonly desk?: ProblemDesk;
  /** Notified of orders that changed. */
  readonly live?: LiveChanges;
  readonly observer?: OrderObserver;
  /** Finds the orders of receivers that name none. */
  readonly unnamed?: UnnamedReceivers;
}

/** What folding an order needs beyond the order's own telemetry. What is learned is replaced as more is learned. */
export interface FoldContext extends Omit<FoldContextOptions, 'flows' | 'coverage'> {
  /** Replaced when a flow file changes; every order is folded again then. */
  flows: Flows;
  /** How often receipts are seen at each place, as the hops of orders have shown so far. */
  readonly coverage: ReceiptLedger;
  /** Places where absence means something else than before, since they were looked at last. */
  readonly changedPlaces: Set<string>;
  /** Orders with hops whose receipt was not seen. */
  readonly untraced: UntracedHops;
  /** How long orders usually rest in each stage; absent until enough have closed. */
  learned?: LearnedByFlow;
  /** How far the telemetry of each application has come. */
  hearing?: Hearing;
  /** Services that send nothing at all, and since when. */
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

/** What was learned so far about orders of a flow, as input of a fold. */
export function learnedSoFar(
  { learned: byFlow, silentServices }: FoldContext,
  flow: string,
): { readonly learned?: LearnedStageTimes; readonly silentServices?: ReadonlyMap<string, EpochNanos> } {
  const learned = byFlow?.get(flow);
  return {
    ...definedFields({ learned, silentServices }),
  };
}
