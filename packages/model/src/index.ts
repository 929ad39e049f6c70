export type {
  Deadline,
  DeadlineAmount,
  Flow,
  FlowStage,
  HopDeadlines,
  LearnRule,
  WorkingCalendar,
} from './flow/flow.js';
export {
  diagnosisCodes,
  situations,
  waitedFor,
  type Diagnosis,
  type DiagnosisCode,
  type Evidence,
  type OrderState,
  type Situation,
  type WaitedFor,
} from './orders/order.js';
export type { OrderEvent, Transition, WorkStarted } from './orders/order-event.js';
export { orderRefText, type OrderRef } from './orders/order-ref.js';
export type { AttributeMap, Attributes, AttributeValue } from './telemetry/attributes.js';
export type {
  LogColumns,
  OrderColumns,
  RecordColumns,
  SpanColumns,
  TelemetryBatch,
} from './telemetry/batch.js';
export { LogColumnsBuilder, SpanColumnsBuilder, TelemetryBatchBuilder } from './telemetry/batch-builder.js';
export { TextTable } from './telemetry/text-table.js';
export type { LogRecord } from './telemetry/log-record.js';
export {
  spanKinds,
  spanStatuses,
  type Resource,
  type Scope,
  type Span,
  type SpanEvent,
  type SpanKind,
  type SpanLink,
  type SpanStatus,
} from './telemetry/span.js';
export {
  millisFromNanos,
  nanosFromMillis,
  nanosPerMilli,
  timestampText,
  type DurationNanos,
  type EpochNanos,
} from './time.js';
