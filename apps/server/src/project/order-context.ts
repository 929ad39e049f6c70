import type { EpochNanos, Flow, KnownReceivers, LearnedStageTimes } from '@ordertrace/model';
import type { LiveChanges } from '../live/live-changes.js';
import type { ProblemDesk } from '../problems/problem-desk.js';
import type { Store } from '@ordertrace/store';
import type { OrderObserver } from '../metrics/index.js';

/** What folding and watching orders needs. The watch replaces what it has learned as it learns more. */
export interface OrderContext {
  readonly store: Store;
  /** Replaced when its file changes; every order is folded again then. */
  flow: Flow;
  /** Which service receives what is sent where, as learned from hops seen so far. */
  readonly receivers: KnownReceivers & Map<string, string>;
  /** How long orders usually rest in each stage; absent until enough have closed. */
  learned?: LearnedStageTimes;
  /** Services that send nothing at all, and since when. */
  silentServices?: ReadonlyMap<string, EpochNanos>;
  readonly now: () => EpochNanos;
  /** Keeps problems as orders' diagnoses say; absent where nobody asks for problems. */
  readonly desk?: ProblemDesk;
  /** Told which orders changed. */
  readonly live?: LiveChanges;
  readonly observer?: OrderObserver;
}

/** What a fold is told beyond the order's own events. */
export function learnedSoFar({
  learned,
  silentServices,
}: OrderContext): Pick<OrderContext, 'learned' | 'silentServices'> {
  return {
    ...(learned === undefined ? {} : { learned }),
    ...(silentServices === undefined ? {} : { silentServices }),
  };
}
