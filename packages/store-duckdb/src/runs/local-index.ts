/** Numbers items in the sequence of their first use: global ID in, small local ID out. */
export class LocalIndex {
  readonly globals: number[] = [];
  readonly #locals = new Map<number, number>();

  of(global: number): number {
    const known = this.#locals.get(global);
    if (known !== undefined) return known;
    this.#locals.set(global, this.globals.length);
    return this.globals.push(global) - 1;
  }
}
