import type { Hop, OrderState, Work } from '@ordertrace/model';

/** Told of what folding and watching orders finds out; must not throw, and must be quick. */
export interface OrderObserver {
  /** An order's state before a fold (absent where it was unknown) and after. */
  readonly folded: (before: OrderState | undefined, after: OrderState) => void;
  /** What a look at an order's telemetry showed; the same hop and work come again with each look. */
  readonly looked: (seen: { readonly hops: readonly Hop[]; readonly work: readonly Work[] }) => void;
}
