import type { PageInfo } from './page-table.js';
import type { RecordRows } from './record-rows.js';
import type { Operation } from './run-footer.js';
import type { Dictionaries } from './shape.js';

/** More operations than this share slots. */
const mostSlots = 256;
const wholePage = 255;

/** Where a page of a run notes an operation of this index. */
export function operationSlot(index: number): number {
  return index % mostSlots;
}

/**
 * The latest time at which the page has one of these operations, or a little later; `undefined` where it has none.
 * Lets a search leave out pages whose other operations reach further.
 */
export function latestOf(
  { first, last, operations }: Pick<PageInfo, 'first' | 'last' | 'operations'>,
  slots: Iterable<number>,
): bigint | undefined {
  let reach = 0;
  for (const slot of slots) reach = Math.max(reach, operations[slot] ?? 0);
  return reach === 0 ? undefined : first + ((last - first) * BigInt(reach) + 254n) / 255n;
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

type PageSummary = Omit<PageInfo, 'kind' | 'at' | 'columns' | 'noise' | 'bodies' | 'checksum'>;

export function summarisePage(
  all: RecordRows,
  rows: readonly number[],
  runOperations: RunOperations,
): PageSummary {
  const times = new BigInt64Array(all.time.buffer);
  const durations = new BigInt64Array(all.duration.buffer);
  const latest: bigint[] = [];
  let [first, last] = [times[rows[0] ?? 0] ?? 0n, times[rows[0] ?? 0] ?? 0n];
  let [shortest, longest] = [durations[rows[0] ?? 0] ?? 0n, durations[rows[0] ?? 0] ?? 0n];
  let [firstCommit, lastCommit] = [all.commit[rows[0] ?? 0] ?? 0, all.commit[rows[0] ?? 0] ?? 0];
  for (const row of rows) {
    firstCommit = Math.min(firstCommit, all.commit[row] ?? 0);
    lastCommit = Math.max(lastCommit, all.commit[row] ?? 0);
    const time = times[row] ?? 0n;
    const duration = durations[row] ?? 0n;
    if (time < first) first = time;
    if (time > last) last = time;
    if (duration < shortest) shortest = duration;
    if (duration > longest) longest = duration;
    const slot = operationSlot(runOperations.of(all, row));
    const known = latest[slot];
    if (known === undefined || time > known) latest[slot] = time;
  }
  const operations = new Uint8Array(Math.min(runOperations.list.length, mostSlots));
  for (const [slot, time] of latest.entries()) operations[slot] = reachOf(time, first, last);
  return { firstCommit, lastCommit, first, last, shortest, longest, operations };
}

/** How far into the page's time an operation reaches, from 1 to 255; 0 where the page has none of it. */
function reachOf(time: bigint | undefined, first: bigint, last: bigint): number {
  if (time === undefined) return 0;
  if (last === first) return wholePage;
  return Math.max(1, Number(((time - first) * 255n + (last - first) - 1n) / (last - first)));
}
