/** When a message that fails again and again is given up: both must be reached. */
export interface Patience {
  readonly deliveries: number;
  /** Milliseconds since its first failure. */
  readonly ms: number;
}

/** Long enough for what the handler needs to come back. */
export const defaultPatience: Patience = { deliveries: 20, ms: 300_000 };

export interface Failures {
  readonly deliveries: number;
  readonly isHopeless: boolean;
}

/**
 * How often each message failed in this process, and since when. Counts are for a few troubled messages at a time;
 * beyond the bound the oldest are forgotten, which costs those some more tries.
 */
export class DeliveryCount {
  readonly #failures = new Map<string, { readonly count: number; readonly since: number }>();
  readonly #patience: Patience;
  readonly #bound: number;

  constructor(patience: Patience, bound = 10_000) {
    this.#patience = patience;
    this.#bound = bound;
  }

  /** Counts one more failure; there were at least `atLeast`. */
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
