import type { Records } from '../runs/decode-page.js';
import type { OrderFiles } from '../orders/order-files.js';
import type { RecordKind } from '../bytes/record-kind.js';
import type { RunFile } from '../runs/run-file.js';
import type { RecentBatch } from '../recent/recent-batch.js';
import type { StoredPages } from './stored-pages.js';

/**
 * The content of the store at one moment. Recent batches may be added while it is read. Batches that become a
 * run stay in it, because the run is not in it.
 */
export interface Snapshot {
  readonly recent: readonly RecentBatch[];
  readonly runs: readonly RunFile[];
  readonly pages: StoredPages;
  readonly orderFiles: Pick<OrderFiles, 'rowsOf'>;
  /** The run number under which moved mentions and events of several `runs` may already be stored. */
  readonly movingTo?: number | undefined;
}

/** Keeps the snapshot's runs open for a long read. Returns the release function. */
export function holdRuns({ runs }: Snapshot): () => void {
  for (const run of runs) run.hold();
  return () => {
    for (const run of runs) run.release();
  };
}

/** The position of a record. */
export interface RecordAt {
  readonly records: Records;
  readonly row: number;
  /** Its body, if it is not among those of `records`. */
  readonly body?: Uint8Array;
}

/** The body of a record; a view. */
export function bodyOf({ records, row, body: own }: RecordAt, kind: RecordKind): Uint8Array {
  if (own !== undefined) return own;
  const { body, bodyEnd } = columnsOf(records, kind);
  return body.subarray(row === 0 ? 0 : (bodyEnd[row - 1] ?? 0), bodyEnd[row]);
}

/** The bytes that hold what is in no column: body, resource and scope. */
export function bytesOf(at: RecordAt, kind: RecordKind): Uint8Array[] {
  const { records, row } = at;
  const { resource, scope } = columnsOf(records, kind);
  const parts = [records.resources[resource[row] ?? 0], records.scopes[scope[row] ?? 0]];
  return [bodyOf(at, kind), ...parts.filter((part) => part !== undefined)];
}

export function columnsOf(records: Records, kind: RecordKind) {
  return kind === 'span' ? records.spans : records.logs;
}

/** Whether the row of a recent batch counts because it is no repeat. */
export function keeps(recent: RecentBatch, kind: RecordKind, row: number): boolean {
  return kind === 'span' ? recent.hasSpan(row) : recent.hasLog(row);
}
