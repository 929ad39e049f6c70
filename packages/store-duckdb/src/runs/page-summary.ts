import type { PageInfo } from './page-table.js';
import type { RecordRows } from './record-rows.js';
import type { Operation } from './run-footer.js';
import type { Dictionaries } from './shape.js';

/** More operations than this share bits. */
const mostBits = 1024;

/** The bit of an operation in the pages of a run that has so many of them. */
export function operationBit(index: number): number {
  return index % mostBits;
}

/** The operations of a run, and which of them each shape is. */
export class RunOperations {
  readonly list: Operation[] = [];
  readonly #ofShape = new Map<number, number>();

  constructor(records: readonly RecordRows[], { shapes, texts }: Dictionaries) {
    const known = new Map<string, number>();
    for (const rows of records)
      for (const index of new Set(rows.shape.subarray(0, rows.length))) {
        const shape = shapes[index];
        if (shape === undefined) continue;
        const { kind, status, service, name } = shape;
        const key = [rows.kind, kind, status, service, name].join();
        const number = known.get(key) ?? this.list.length;
        if (number === this.list.length)
          this.list.push({
            record: rows.kind,
            service: texts[service] ?? '',
            name: texts[name] ?? '',
            kind,
            status,
          });
        known.set(key, number);
        this.#ofShape.set(shapeKey(rows, index), number);
      }
  }

  of(rows: RecordRows, row: number): number {
    return this.#ofShape.get(shapeKey(rows, rows.shape[row] ?? 0)) ?? 0;
  }
}

/** Spans and log records may share a shape, but no operation. */
function shapeKey(rows: RecordRows, shape: number): number {
  return shape * 2 + (rows.kind === 'span' ? 0 : 1);
}

type PageSummary = Pick<PageInfo, 'first' | 'last' | 'shortest' | 'longest' | 'operations'>;

export function summarisePage(
  all: RecordRows,
  rows: readonly number[],
  runOperations: RunOperations,
): PageSummary {
  const operations = new Uint8Array(Math.ceil(Math.min(runOperations.list.length, mostBits) / 8));
  const times = new BigInt64Array(all.time.buffer);
  const durations = new BigInt64Array(all.duration.buffer);
  let [first, last] = [times[rows[0] ?? 0] ?? 0n, times[rows[0] ?? 0] ?? 0n];
  let [shortest, longest] = [durations[rows[0] ?? 0] ?? 0n, durations[rows[0] ?? 0] ?? 0n];
  for (const row of rows) {
    const time = times[row] ?? 0n;
    const duration = durations[row] ?? 0n;
    if (time < first) first = time;
    if (time > last) last = time;
    if (duration < shortest) shortest = duration;
    if (duration > longest) longest = duration;
    const bit = operationBit(runOperations.of(all, row));
    operations[bit >> 3] = (operations[bit >> 3] ?? 0) | (1 << (bit & 7));
  }
  return { first, last, shortest, longest, operations };
}
