export type * from './contract.js';
export { orderSorts } from './contract.js';
export { StoreError, type StoreErrorCode } from './errors.js';
export { createMemoryStore } from './memory/memory-store.js';
export { eventsOfOrder, NamedTraces, namesOrder, orderEventText } from './naming.js';
export {
  compareCounts,
  comparePositions,
  compareTexts,
  cursorPosition,
  cursorText,
  positionOf,
  type OrderPosition,
} from './order-list.js';
export { factCursor, factPosition, type FactPosition } from './fact-list.js';
export { byLogTime, bySpanStart, logAt, ordersAt, spanAt, spanIdText, traceIdText } from './records.js';
export { matchesLogQuery, matchesSpanQuery } from './search.js';
