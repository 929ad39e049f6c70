export { EventLogError, eventLogErrorCodes, type EventLogErrorCode } from './event-log-error.js';
export type { EventLogReader } from './event-log-reader.js';
export {
  logNoteCodes,
  refusalCodes,
  type LogBatch,
  type LogEvent,
  type LogNote,
  type LogNoteCode,
  type Refusal,
  type RefusalCode,
} from './log-event.js';
export {
  dateOrders,
  eventLogFormats,
  lifecycleModes,
  mappedParts,
  type DateOrder,
  type EventLogFormat,
  type LifecycleMode,
  type LogFacts,
  type MappedPart,
  type Mapping,
  type ReadOptions,
} from './options.js';
export type { TimeExample } from './time/time-reader.js';
export { openEventLog } from './open-event-log.js';
export type { WrittenEvent, WrittenOrder } from './write/written-order.js';
export { writeCsv, type CsvOptions } from './write/write-csv.js';
export { writeOcel } from './write/write-ocel.js';
export { writeXes } from './write/write-xes.js';
