import type { LogBatch, LogNote } from './log-event.js';
import type { LogFacts } from './options.js';

/** A file that was understood and can be read, once or several times. */
export interface EventLogReader {
  readonly facts: LogFacts;
  /** Bytes of the file as it lies on disk, for progress. */
  readonly fileBytes: number;
  /**
   * All events and refusals, in batches of bounded size. Throws `EventLogError` where the file as a whole
   * turns out to be damaged. Memory is bounded but for orders' ids (OCEL) and for starts that wait for their end.
   */
  batches(): AsyncIterable<LogBatch>;
  /** What was read otherwise than as it stands, in the last reading. */
  notes(): readonly LogNote[];
}
