import type { Records } from '../runs/decode-page.js';
import type { OrderFiles } from '../orders/order-files.js';
import type { RecordKind } from '../runs/record-rows.js';
import type { RunFile } from '../runs/run-file.js';
import type { RecentBatch } from '../recent/recent-batch.js';
import type { StoredPages } from './stored-pages.js';

/**
 * What is in the store at one moment. Recent batches may be added while it is read; those that became a run stay
 * in it, as the run is not in it.
 */
export interface Snapshot {
  readonly recent: readonly RecentBatch[];
  readonly runs: readonly RunFile[];
  readonly pages: StoredPages;
  readonly orderFiles: Pick<OrderFiles, 'rowsOf'>;
  /** A run's number under which mentions and events of several of `runs` may be found already. */
  readonly movingTo?: number | undefined;
}

/** Reads of a snapshot that take their time: its runs stay open until that is done. */
export function holdRuns({ runs }: Snapshot): () => void {
  for (const run of runs) run.hold();
  return () => {
    for (const run of runs) run.release();
  };
}

/** A record, where it lies. */
export interface RecordAt {
  readonly records: Records;
  readonly row: number;
  /** Its body, where it is not among those of `records`. */
  readonly body?: Uint8Array;
}

/** A record's body; a view. */
export function bodyOf({ records, row, body: own }: RecordAt, kind: RecordKind): Uint8Array {
  if (own !== undefined) return own;
  const { body, bodyEnd } = columnsOf(records, kind);
  return body.subarray(row === 0 ? 0 : (bodyEnd[row - 1] ?? 0), bodyEnd[row]);
}

export function columnsOf(records: Records, kind: RecordKind) {
  return kind === 'span' ? records.spans : records.logs;
}

/** Whether a recent batch's row counts, not being a repeat. */
export function keeps(recent: RecentBatch, kind: RecordKind, row: number): boolean {
  return kind === 'span' ? recent.hasSpan(row) : recent.hasLog(row);
}
