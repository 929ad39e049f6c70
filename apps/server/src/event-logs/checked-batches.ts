import { setImmediate as otherWork } from 'node:timers/promises';
import type { EventLogReader, LogBatch, Refusal } from '@ordertrace/event-logs';
import type { Transition } from '@ordertrace/model';
import { ImportedEvents, type ImportedEventsOptions } from './imported-events.js';
import type { CheckedEvent, StoredEvents } from './stored-events.js';

export interface CheckedBatch {
  readonly events: readonly CheckedEvent[];
  readonly refused: readonly Refusal[];
  /** Bytes of the file that were read so far. */
  readonly bytes: number;
  /** Values that the privacy gate replaced so far. */
  readonly scrubbed: number;
}

export interface CheckedBatchesOptions extends ImportedEventsOptions {
  readonly reader: EventLogReader;
  readonly stored: StoredEvents;
  /** Ends before the first refused row. */
  readonly stopsAtError: boolean;
}

/** Events that pass the privacy gate before other work gets its turn. */
const sliceEvents = 1000;
/** Events in one batch for the store. */
export const batchEvents = 20_000;

/** The events of one reading of a file, scrubbed and compared with the store. */
export async function* checkedBatches(options: CheckedBatchesOptions): AsyncGenerator<CheckedBatch> {
  const { reader, stored, stopsAtError } = options;
  const imported = new ImportedEvents(options);
  let open: Transition[] = [];
  let refused: Refusal[] = [];
  const taken = async (bytes: number): Promise<CheckedBatch> => {
    const batch = { events: await stored.check(open), refused, bytes, scrubbed: imported.scrubbed };
    [open, refused] = [[], []];
    return batch;
  };
  for await (const batch of reader.batches()) {
    const stop = stopsAtError ? batch.refused[0] : undefined;
    const before = stop === undefined ? batch.events : eventsBefore(batch, stop);
    imported.saw(before);
    // The last batch has all events that waited for their end, perhaps a million.
    for (let from = 0; from < before.length; from += sliceEvents) {
      if (from > 0) await otherWork();
      for (const event of before.slice(from, from + sliceEvents)) open.push(imported.take(event));
      if (open.length >= batchEvents) yield await taken(batch.bytesRead);
    }
    for (const refusal of stop === undefined ? batch.refused : [stop]) refused.push(refusal);
    if (stop !== undefined) break;
  }
  yield await taken(reader.fileBytes);
}

function eventsBefore({ events }: LogBatch, { row }: Refusal) {
  return events.filter(({ place }) => place < row);
}
