import type { EpochNanos, Flows, KnownReceivers, LearnedByFlow, LearnedStageTimes } from '@ordertrace/model';
import type { LiveChanges } from '../live/live-changes.js';
import type { ProblemDesk } from '../problems/problem-desk.js';
import type { Store } from '@ordertrace/store';
import type { UnnamedReceivers } from './unnamed-receivers.js';
import type { OrderObserver } from '../metrics/index.js';

/** What folding and watching orders needs. The watch replaces what it has learned as it learns more. */
export interface OrderContext {
  readonly store: Store;
  /** Replaced when a flow file changes; every order is folded again then. */
  flows: Flows;
  /** Which service receives what is sent where, as learned from hops seen so far. */
  readonly receivers: KnownReceivers & Map<string, string>;
  /** How long orders usually rest in each stage; absent until enough have closed. */
  learned?: LearnedByFlow;
  /** Services that send nothing at all, and since when. */
  silentServices?: ReadonlyMap<string, EpochNanos>;
  readonly now: () => EpochNanos;
  /** Keeps problems as orders' diagnoses say; absent where nobody asks for problems. */
  readonly desk?: ProblemDesk;
  /** Told which orders changed. */
  readonly live?: LiveChanges;
  readonly observer?: OrderObserver;
  /** Told what is on its way, and tells which receivers took it. */
  readonly unnamed?: UnnamedReceivers;
}

/** What a fold is told beyond the order's own events and its flow. */
export function learnedSoFar(
  { learned: byFlow, silentServices }: OrderContext,
  flow: string,
): { readonly learned?: LearnedStageTimes; readonly silentServices?: ReadonlyMap<string, EpochNanos> } {
  const learned = byFlow?.get(flow);
  return {
    ...(learned === undefined ? {} : { learned }),
    ...(silentServices === undefined ? {} : { silentServices }),
  };
}
