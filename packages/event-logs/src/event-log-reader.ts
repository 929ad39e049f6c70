import type { LogBatch, LogNote } from './log-event.js';
import type { LogFacts } from './options.js';
import type { TimeExample } from './time/time-reader.js';

/** Reader of a recognised file. It can read the file several times. */
export interface EventLogReader {
  readonly facts: LogFacts;
  /** Size of the file on disk, for progress. */
  readonly fileBytes: number;
  /**
   * All events and refusals, in batches of bounded size. Throws `EventLogError` if the file as a whole is
   * damaged. Memory is bounded except for order IDs (OCEL) and for starts that wait for their end.
   */
  batches(): AsyncIterable<LogBatch>;
  /** The first time that the last reading read; absent if there was none. */
  timeExample(): TimeExample | undefined;
  /** Notes on values that the last reading changed or skipped. */
  notes(): readonly LogNote[];
}
