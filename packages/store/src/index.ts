export { afterErasure } from './after-erasure.js';
export type { Backup, BackupContents, BackupSource } from './backup.js';
export type * from './contract.js';
export type * from './damage.js';
export type { EndingStore } from './ending.js';
export type { FlowStatistics, HistorySave } from './flow-statistics.js';
export { StoreError, type StoreErrorCode } from './errors.js';
export { createMemoryStore } from './memory/memory-store.js';
export { distinctOrders, eventsOfOrder, NamedTraces, namesOrder, orderEventText } from './naming.js';
export {
  compareCounts,
  comparePositions,
  compareTexts,
  cursorPosition,
  cursorText,
  positionOf,
  type OrderPosition,
} from './order-list.js';
export { factPosition } from './fact-list.js';
export type * from './number-contract.js';
export type * from './problem-contract.js';
export * from './names.js';
export { CountedPositions, placeOf, positionAt, type CommitPlace } from './counted-positions.js';
export { distinctSave, withoutOrders } from './order-save.js';
export type { Position, Positions } from './position.js';
export {
  comparePlaces,
  listCursor,
  listPosition,
  problemPosition,
  type ListPosition,
} from './problem-list.js';
export { byLogTime, bySpanStart, logAt, ordersAt, spanAt, spanIdText, traceIdText } from './records.js';
export { matchesLogQuery, matchesSpanQuery, textSearch } from './search.js';
export * from './retention.js';
export { isInSkeleton } from './skeleton.js';
export { withCalls } from './with-calls.js';
export { blankBytes, blankText, findNeedles, needlesOf, type Needle } from './blanking.js';
