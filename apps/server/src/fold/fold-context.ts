import type { EpochNanos, Flows, KnownReceivers, LearnedByFlow, LearnedStageTimes } from '@ordertrace/model';
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
  /** Receivers that are known from the start, by `receiverKey`. */
  readonly receivers?: Iterable<readonly [string, string]>;
  /** Keeps problems as orders' diagnoses say; absent where nobody asks for problems. */
  readonly desk?: ProblemDesk;
  /** Notified of orders that changed. */
  readonly live?: LiveChanges;
  readonly observer?: OrderObserver;
  /** Finds the orders of receivers that name none. */
  readonly unnamed?: UnnamedReceivers;
}

/** What folding an order needs beyond the order's own telemetry. What is learned is replaced as more is learned. */
export interface FoldContext extends Omit<FoldContextOptions, 'flows' | 'receivers'> {
  /** Replaced when a flow file changes; every order is folded again then. */
  flows: Flows;
  /** Which service receives what is sent where, as learned from hops seen so far. */
  readonly receivers: KnownReceivers & Map<string, string>;
  /** Orders with hops that no service is known to receive. */
  readonly untraced: UntracedHops;
  /** How long orders usually rest in each stage; absent until enough have closed. */
  learned?: LearnedByFlow;
  /** Services that send nothing at all, and since when. */
  silentServices?: ReadonlyMap<string, EpochNanos>;
}

export function foldContext({ receivers, ...options }: FoldContextOptions): FoldContext {
  return { ...options, receivers: new Map(receivers), untraced: new UntracedHops() };
}

/** What was learned so far about orders of a flow, as input of a fold. */
export function learnedSoFar(
  { learned: byFlow, silentServices }: FoldContext,
  flow: string,
): { readonly learned?: LearnedStageTimes; readonly silentServices?: ReadonlyMap<string, EpochNanos> } {
  const learned = byFlow?.get(flow);
  return {
    ...(learned === undefined ? {} : { learned }),
    ...(silentServices === undefined ? {} : { silentServices }),
  };
}
