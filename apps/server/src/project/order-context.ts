import type { EpochNanos, Flow, KnownReceivers } from '@ordertrace/model';
import type { Store } from '@ordertrace/store';

/** What folding and watching orders needs. */
export interface OrderContext {
  readonly store: Store;
  readonly flow: Flow;
  /** Which service receives what is sent where, as learned from hops seen so far. */
  readonly receivers: KnownReceivers & Map<string, string>;
  readonly now: () => EpochNanos;
}
