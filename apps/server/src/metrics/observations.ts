import type { Hop, OrderState, Work } from '@ordertrace/model';

/** Notified by the fold and the watch. It must not throw, and must be fast. */
export interface OrderObserver {
  /** The state of an order before (absent if unknown) and after a fold. */
  readonly folded: (before: OrderState | undefined, after: OrderState) => void;
  /** Drops names that came from telemetry, after an erasure. */
  readonly forget: () => void;
  /** The hops and work in an order's telemetry; they are repeated at each evaluation. */
  readonly looked: (seen: { readonly hops: readonly Hop[]; readonly work: readonly Work[] }) => void;
}
