import { orderRefText, type Flows, type OrderRef, type OrderState, type Span } from '@ordertrace/model';
import type { Position, Store } from '@ordertrace/store';
import { spansOfOrderTrace } from '../../query/order-trace.js';
import type { Pause } from './otlp-delivery.js';
import type { ForwardTarget } from './targets.js';

export interface OrderTracesOptions {
  readonly store: Store;
  readonly flows: () => Flows;
  readonly target: Pick<ForwardTarget, 'filter' | 'orderTraces'>;
}

/** The longest wait for the fold of forwarded data. After it, traces are built from the current states. */
const foldingMs = 10_000;

/** Most orders whose sent trace is remembered, so that an unchanged trace is not sent again. */
const rememberedOrders = 100_000;

/** Each order as one trace, for one target. */
export class OrderTraces {
  readonly #options: OrderTracesOptions;
  readonly #sent = new Map<string, string>();

  constructor(options: OrderTracesOptions) {
    this.#options = options;
  }

  /** The traces of orders that changed since their trace was last sent. */
  async *changed(
    named: readonly OrderRef[],
    position: Position,
    pause: Pause,
  ): AsyncGenerator<readonly Span[]> {
    const { store, target } = this.#options;
    const { tenants } = target.filter;
    const refs = new Map<string, OrderRef>();
    for (const ref of named) if (tenants?.has(ref.tenantId) ?? true) refs.set(orderRefText(ref), ref);
    if (refs.size === 0) return;
    await this.#untilFolded(position, pause);
    for (const state of await store.ordersByRef([...refs.values()])) {
      if (state.stage === '' || (target.orderTraces === 'closed' && state.closedNanos === undefined))
        continue;
      const key = orderRefText(state);
      const shown = shownOf(state);
      if (this.#sent.get(key) === shown) continue;
      yield await spansOfOrderTrace(this.#options, state);
      this.#remember(key, shown);
    }
  }

  #remember(key: string, shown: string): void {
    this.#sent.delete(key);
    this.#sent.set(key, shown);
    if (this.#sent.size <= rememberedOrders) return;
    const [oldest] = this.#sent.keys();
    if (oldest !== undefined) this.#sent.delete(oldest);
  }

  async #untilFolded(position: Position, pause: Pause): Promise<void> {
    const { store } = this.#options;
    const deadlineMs = performance.now() + foldingMs;
    while (
      store.positions.distance(await store.savedPosition(), position) > 0 &&
      performance.now() < deadlineMs
    )
      await pause(100);
  }
}

/** The parts of an order's state that its trace shows. A different text means a different trace. */
function shownOf({ stage, stageSinceNanos, closedNanos, diagnosis }: OrderState): string {
  return `${stage} ${stageSinceNanos} ${closedNanos ?? ''} ${diagnosis?.situation ?? ''}`;
}
