export const otherLabel = '(other)';

/**
 * Keeps a label's values few: what comes after the first `limit` different values is counted together. Values come
 * from telemetry, and nothing that is sent may fill the memory of whoever scrapes.
 */
export class BoundedLabel {
  readonly #limit: number;
  readonly #known = new Set<string>();

  constructor(limit: number) {
    this.#limit = limit;
  }

  of(value: string): string {
    if (this.#known.has(value)) return value;
    if (this.#known.size >= this.#limit) return otherLabel;
    this.#known.add(value);
    return value;
  }
}
