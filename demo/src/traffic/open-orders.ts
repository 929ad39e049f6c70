import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** An open order of the demonstration. */
export interface OpenOrder {
  /** Input of the order's plan. */
  readonly number: number;
  readonly orderId: string;
  readonly stage: string;
  readonly modelSent: boolean;
  /** Time of the next look, in milliseconds since the epoch. */
  readonly dueAt: number;
  /** Looks without a change since the last step. */
  readonly tries: number;
}

interface Kept {
  readonly placed: number;
  readonly open: readonly OpenOrder[];
}

/**
 * The demonstration's own orders, stored in the data folder. After a restart it continues with them, and it
 * never touches other orders.
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

  /** Number of the next order. */
  get nextNumber(): number {
    return this.#placed;
  }

  /** Orders that are due now, the longest waiting first. */
  due(now: number): OpenOrder[] {
    return [...this.#open.values()]
      .filter(({ dueAt }) => dueAt <= now)
      .sort((one, other) => one.dueAt - other.dueAt);
  }

  /** Adds an order or replaces its state. */
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
