import type { RecentBatch, StrayNaming } from '../recent/recent-batch.js';
import { addRecords } from './add-records.js';
import { MergedDictionaries } from './merged-dictionaries.js';
import { RecordRows } from './record-rows.js';
import type { Dictionaries } from './shape.js';

/** The records of many batches, merged for a run. */
export interface MergedTelemetry {
  readonly spans: RecordRows;
  readonly logs: RecordRows;
  readonly dictionaries: Dictionaries;
  readonly strays: readonly StrayNaming[];
}

export function mergeBatches(batches: readonly RecentBatch[]): MergedTelemetry {
  const spans = new RecordRows(
    'span',
    batches.reduce((sum, { spans: count }) => sum + count, 0),
  );
  const logs = new RecordRows(
    'log',
    batches.reduce((sum, { logs: count }) => sum + count, 0),
  );
  const dictionaries = new MergedDictionaries();
  for (const recent of batches) {
    const { batch: records } = recent;
    const commit = Number(recent.commit);
    const source = { records, translation: dictionaries.translate(records), commit: () => commit };
    addRecords(spans, { ...source, has: (row) => recent.hasSpan(row) });
    addRecords(logs, { ...source, has: (row) => recent.hasLog(row) });
  }
  const strays = batches.flatMap((recent) => recent.strayNamings());
  return { spans, logs, dictionaries, strays };
}
