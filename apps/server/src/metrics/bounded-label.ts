export const otherLabel = '(other)';

/**
 * Limits the values of a label: all values after the first `limit` share one. Values come from telemetry,
 * which must not fill the memory of the scraper.
 */
export class BoundedLabel {
  readonly #limit: number;
  readonly #known = new Set<string>();

  constructor(limit: number) {
    this.#limit = limit;
  }

  clear(): void {
    this.#known.clear();
  }

  of(value: string): string {
    if (this.#known.has(value)) return value;
    if (this.#known.size >= this.#limit) return otherLabel;
    this.#known.add(value);
    return value;
  }
}
