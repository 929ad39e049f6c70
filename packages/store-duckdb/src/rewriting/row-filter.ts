import type { OrderRef } from '@ordertrace/model';
import { traceIdText } from '@ordertrace/store';
import type { RecordRows } from '../runs/record-rows.js';
import type { RowWindow } from './row-window.js';

/** Decides for each row of a window: 0 keeps it, 1 and up is the number of the reason to remove it. */
export interface RowFilter {
  judge(window: RowWindow): Uint8Array;
}

/** The ID of the row's trace as text. */
export function traceOf({ trace }: RecordRows, row: number): string {
  const word = (at: number) => BigInt(trace[row * 4 + at] ?? 0);
  return traceIdText((word(1) << 32n) | word(0), (word(3) << 32n) | word(2));
}

/** Removes the rows of some traces, and those that name some orders. */
export class ErasureFilter implements RowFilter {
  readonly #traces: ReadonlySet<string>;
  readonly #orders: ReadonlySet<string>;

  constructor(traces: readonly string[], orders: readonly OrderRef[]) {
    this.#traces = new Set(traces);
    this.#orders = new Set(orders.map(textOf));
  }

  judge({ rows, dictionaries }: RowWindow): Uint8Array {
    const isErased = dictionaries.orders.map((order) => this.#orders.has(textOf(order)));
    const verdicts = new Uint8Array(rows.length);
    for (let row = 0; row < rows.length; row++) {
      const named = dictionaries.orderSets[rows.orderSet[row] ?? 0] ?? [];
      const goes =
        named.some((order) => isErased[order]) ||
        (rows.hasTrace(row) && this.#traces.has(traceOf(rows, row)));
      if (goes) verdicts[row] = 1;
    }
    return verdicts;
  }
}

function textOf({ tenantId, orderId }: OrderRef): string {
  return `${tenantId}\n${orderId}`;
}
