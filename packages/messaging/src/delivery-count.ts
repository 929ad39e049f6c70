/**
 * How often each message failed in this process. Counts are for a few troubled messages at a time; beyond the
 * bound the oldest are forgotten, which costs those some more tries.
 */
export class DeliveryCount {
  readonly #failures = new Map<string, number>();
  readonly #bound: number;

  constructor(bound = 10_000) {
    this.#bound = bound;
  }

  /** Counts one more failure; gives how many there are, at least `atLeast`. */
  fail(messageId: string, atLeast = 1): number {
    const count = Math.max((this.#failures.get(messageId) ?? 0) + 1, atLeast);
    this.#failures.delete(messageId);
    this.#failures.set(messageId, count);
    if (this.#failures.size > this.#bound) {
      for (const oldest of this.#failures.keys()) {
        this.#failures.delete(oldest);
        break;
      }
    }
    return count;
  }

  forget(messageId: string): void {
    this.#failures.delete(messageId);
  }
}
