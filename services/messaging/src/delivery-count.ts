/** Limits after which a repeatedly failing message is given up. Both must be reached. */
export interface Patience {
  readonly deliveries: number;
  /** Milliseconds since its first failure. */
  readonly ms: number;
}

/** Long enough for a short outage of the handler's dependencies. */
export const defaultPatience: Patience = { deliveries: 20, ms: 300_000 };

export interface Failures {
  readonly deliveries: number;
  readonly isHopeless: boolean;
}

/**
 * Number of failures of each message in this process, and the time of the first. The number of messages is
 * bounded. Beyond it the oldest are removed, which gives those additional tries.
 */
export class DeliveryCount {
  readonly #failures = new Map<string, { readonly count: number; readonly since: number }>();
  readonly #patience: Patience;
  readonly #bound: number;

  constructor(patience: Patience, bound = 10_000) {
    this.#patience = patience;
    this.#bound = bound;
  }

  /** Counts one failure; the result is at least `atLeast`. */
  fail(messageId: string, atLeast = 1): Failures {
    const before = this.#failures.get(messageId);
    const count = Math.max((before?.count ?? 0) + 1, atLeast);
    const since = before?.since ?? Date.now();
    this.#failures.delete(messageId);
    this.#failures.set(messageId, { count, since });
    this.#keepBound();
    const { deliveries, ms } = this.#patience;
    return { deliveries: count, isHopeless: count >= deliveries && Date.now() - since >= ms };
  }

  forget(messageId: string): void {
    this.#failures.delete(messageId);
  }

  #keepBound(): void {
    if (this.#failures.size <= this.#bound) return;
    const [oldest] = this.#failures.keys();
    if (oldest !== undefined) this.#failures.delete(oldest);
  }
}
