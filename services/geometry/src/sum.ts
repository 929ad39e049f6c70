/** Adds numbers of very different size without losing small ones (Neumaier's compensation). */
export class StableSum {
  #sum = 0;
  #lost = 0;

  add(value: number): void {
    const next = this.#sum + value;
    this.#lost +=
      Math.abs(this.#sum) >= Math.abs(value) ? this.#sum - next + value : value - next + this.#sum;
    this.#sum = next;
  }

  value(): number {
    return this.#sum + this.#lost;
  }
}
