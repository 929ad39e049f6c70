import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** An order that the demonstration placed and has not finished with. */
export interface OpenOrder {
  /** What its plan is made of. */
  readonly number: number;
  readonly orderId: string;
  readonly stage: string;
  readonly modelSent: boolean;
  /** When to look after it again, milliseconds since the epoch. */
  readonly dueAt: number;
  /** Looks without anything new since the last step. */
  readonly tries: number;
}

interface Kept {
  readonly placed: number;
  readonly open: readonly OpenOrder[];
}

/**
 * The demonstration's own orders, kept in the data folder, so that after a restart it goes on with them, and never
 * touches an order that somebody else placed.
 */
export class OpenOrders {
  readonly #file: string;
  readonly #open = new Map<number, OpenOrder>();
  #placed: number;

  constructor(data: string) {
    this.#file = join(data, 'demonstration-orders.json');
    const { placed, open } = read(this.#file);
    this.#placed = placed;
    for (const order of open) this.#open.set(order.number, order);
  }

  get size(): number {
    return this.#open.size;
  }

  /** The number of the next order to be placed. */
  get nextNumber(): number {
    return this.#placed;
  }

  /** Those to look after now, the longest waiting first. */
  due(now: number): OpenOrder[] {
    return [...this.#open.values()]
      .filter(({ dueAt }) => dueAt <= now)
      .sort((one, other) => one.dueAt - other.dueAt);
  }

  /** Takes up a new order, or the new state of one. */
  put(order: OpenOrder): void {
    this.#placed = Math.max(this.#placed, order.number + 1);
    this.#open.set(order.number, order);
    this.#save();
  }

  remove(order: OpenOrder): void {
    this.#open.delete(order.number);
    this.#save();
  }

  #save(): void {
    const kept: Kept = { placed: this.#placed, open: [...this.#open.values()] };
    writeFileSync(`${this.#file}.new`, JSON.stringify(kept));
    renameSync(`${this.#file}.new`, this.#file);
  }
}

function read(file: string): Kept {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Kept;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return { placed: 0, open: [] };
    throw error;
  }
}
