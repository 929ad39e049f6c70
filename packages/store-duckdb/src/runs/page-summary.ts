import type { PageInfo } from './page-table.js';
import type { RecordRows } from './record-rows.js';
import type { Operation } from './run-footer.js';
import type { Dictionaries } from './shape.js';

/** If there are more operations, some share a slot. */
export const mostOperationSlots = 256;
const wholePage = 255;

/** The slot of an operation by its index. */
export function operationSlot(index: number): number {
  return index % mostOperationSlots;
}

/**
 * The latest time of these operations in the page, or slightly later; `undefined` if it has none. It lets a
 * search skip pages that only have later times of other operations.
 */
export function latestOf(
  { first, last, operations }: Pick<PageInfo, 'first' | 'last' | 'operations'>,
  slots: Iterable<number>,
): bigint | undefined {
  let reach = 0;
  for (const slot of slots) reach = Math.max(reach, operations[slot] ?? 0);
  return reach === 0 ? undefined : first + ((last - first) * BigInt(reach) + 254n) / 255n;
}

/** The operations of a run, collected from its pages. */
export class RunOperations {
  readonly list: Operation[] = [];
  readonly #known = new Map<string, number>();
  readonly #ofShapes = new WeakMap<Dictionaries, Map<number, number>>();

  of(rows: RecordRows, row: number, dictionaries: Dictionaries): number {
    const ofShape = this.#ofShapes.get(dictionaries) ?? new Map<number, number>();
    this.#ofShapes.set(dictionaries, ofShape);
    const shape = rows.shape[row] ?? 0;
    const key = shapeKey(rows, shape);
    const known = ofShape.get(key);
    if (known !== undefined) return known;
    const number = this.#number(rows, shape, dictionaries);
    ofShape.set(key, number);
    return number;
  }

  #number({ kind: record }: RecordRows, index: number, { shapes, texts }: Dictionaries): number {
    const shape = shapes[index];
    if (shape === undefined) throw new RangeError('A row points at a shape that is not there.');
    const { kind, status } = shape;
    const operation = {
      record,
      service: texts[shape.service] ?? '',
      name: texts[shape.name] ?? '',
      kind,
      status,
    };
    const key = JSON.stringify(operation);
    const known = this.#known.get(key) ?? this.list.push(operation) - 1;
    this.#known.set(key, known);
    return known;
  }
}

/** Spans and log records may share a shape, but no operation. */
function shapeKey(rows: RecordRows, shape: number): number {
  return shape * 2 + (rows.kind === 'span' ? 0 : 1);
}

/** Rows for one page. */
export interface PageRows {
  readonly all: RecordRows;
  readonly rows: readonly number[];
  readonly dictionaries: Dictionaries;
}

type PageSummary = Omit<PageInfo, 'kind' | 'at' | 'columns' | 'noise' | 'bodies' | 'checksum'>;

/** `operations` has the length for the operations known so far; the run's last page has them all. */
export function summarisePage(
  { all, rows, dictionaries }: PageRows,
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
    const slot = operationSlot(runOperations.of(all, row, dictionaries));
    const known = latest[slot];
    if (known === undefined || time > known) latest[slot] = time;
  }
  const operations = new Uint8Array(Math.min(runOperations.list.length, mostOperationSlots));
  for (const [slot, time] of latest.entries()) operations[slot] = reachOf(time, first, last);
  return { firstCommit, lastCommit, first, last, shortest, longest, operations };
}

/** How far into the page's time span an operation occurs, from 1 to 255; 0 if it is absent. */
function reachOf(time: bigint | undefined, first: bigint, last: bigint): number {
  if (time === undefined) return 0;
  if (last === first) return wholePage;
  return Math.max(1, Number(((time - first) * 255n + (last - first) - 1n) / (last - first)));
}
