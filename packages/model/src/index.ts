export { auditContext, type AuditInput, type ContextAudit } from './context/context-audit.js';
export type { AuditedLog, AuditedSpan, HopContextCount, ServiceContext } from './context/context-counts.js';
export {
  contextLosses,
  type ContextLoss,
  type LossExample,
  type LossFinding,
} from './context/context-losses.js';
export { clockErrorNanos } from './clocks/clock-corrections.js';
export { judgingVersion } from './diagnosis/judging-version.js';
export { deliveredStage } from './flow/delivered-stage.js';
export { withCoverage } from './flow/coverage.js';
export { lateStay, stageRisk, type LateStay, type StageRisk } from './flow/stage-risk.js';
export { deadlineText, stageDeadlines, type StageDeadlines, type StageEntry } from './flow/deadline.js';
export type {
  Deadline,
  DeadlineAmount,
  Flow,
  FlowClaim,
  FlowStage,
  StageNames,
  HopDeadlines,
  LearnRule,
  OrderNames,
  OutcomeRetention,
  RetentionPolicy,
  WorkingCalendar,
} from './flow/flow.js';
export {
  flowConflicts,
  flowsOf,
  type FlowConflict,
  type Flows,
  type StageTimesByFlow,
} from './flow/flows.js';
export { flowIndex, ownerOf, type FlowIndex } from './flow/flow-index.js';
export type { LearnableRecord, TransitionLearner } from './flow/learning.js';
export {
  learnStageTimes,
  stageTime,
  type LearnedStageTimes,
  type StageSample,
  type StageTime,
} from './flow/stage-times.js';
export {
  addWorking,
  dueAt,
  workingBetween,
  workingDayNanos,
  workingStretches,
  type WorkingStretch,
} from './flow/working-time.js';
export { diagnose, type DiagnoseInput, type Verdict } from './diagnosis/diagnose.js';
export { sideLossesOf, type SideLoss, type SideLosses } from './diagnosis/side-losses.js';
export { orderKnowledge, type KnowledgeInput, type OrderKnowledge } from './diagnosis/knowledge.js';
export { errorsOf, type OrderError } from './diagnosis/order-errors.js';
export {
  handoverOf,
  hopSpanOf,
  ordersNamed,
  spanRefText,
  type Carrier,
  type HopSpan,
  type SpanRef,
} from './hops/hop-span.js';
export { hopSpanKeys } from './hops/hop-span-keys.js';
export { hopsOf, hopsOfOrder } from './hops/hops.js';
export {
  hopStates,
  proofs,
  type DeadLetter,
  type Hop,
  type HopContext,
  type HopEnd,
  type HopState,
  type Proof,
} from './hops/hop.js';
export { noCoverage, placeKey, type Coverage, type LaterSigns, type PlaceCoverage } from './hops/coverage.js';
export { ReceiptLedger } from './coverage/receipt-ledger.js';
export { receiptObservations, type ReceiptObservation } from './coverage/receipt-observations.js';
export { grpcName } from './hops/answers.js';
export { roleOf } from './hops/hop-span.js';
export { encodedRef, formDecoded, inOneForm, isOneOrder, plainRef, withOneForm } from './hops/order-forms.js';
export { heardNext, type ProgressByService, type Reception, type TelemetryProgress } from './hops/hearing.js';
export { clockShifts } from './diagnosis/progress.js';
export { errorTextOf, type ErrorText } from './hops/error-text.js';
export type { LogSign } from './hops/loose-signs.js';
export { systemActor, type Fact, type JsonValue } from './facts/fact.js';
export {
  certainties,
  diagnosisCodes,
  isAbandoned,
  isAtRisk,
  situations,
  waitedFor,
  type Certainty,
  type Diagnosis,
  type DiagnosisCode,
  type Evidence,
  type LastSign,
  type OrderState,
  type Situation,
  type AwaitedParty,
} from './orders/order.js';
export type { AttributeEvent, OrderEvent, Transition, WorkStarted } from './orders/order-event.js';
export { foldOrder, type FoldInput } from './fold/order-fold.js';
export { orderIdOf } from './telemetry/order-id.js';
export { isSameOrder, orderRefText, type OrderRef } from './orders/order-ref.js';
export { stageSamples } from './stages/stage-samples.js';
export { stageVisits, type StageVisit } from './stages/stage-visits.js';
export { clocksApartNanos, sortedTransitions } from './stages/transition-order.js';
export { workInProgress, type EndedSpan, type Work } from './hops/work.js';
export { actFact, refusalOf, type ActRefusal, type PersonAct } from './problems/act.js';
export { causePlace, causeText, type CausePlace } from './problems/cause.js';
export {
  problemFactKinds,
  type HexHash,
  type ProblemFactKind,
  type ProblemRule,
} from './problems/problem-facts.js';
export { doerOf, foldProblem } from './problems/problem-fold.js';
export { expectedProblemId, reconcileProblem, type ReconcileInput } from './problems/reconcile.js';
export { isSideProblem, reconcileSideProblems, type SideProblemInput } from './problems/side-problems.js';
export {
  problemActions,
  problemStates,
  type ProblemAction,
  type ProblemState,
  type ProblemStateName,
} from './problems/problem.js';
export type { AttributeMap, Attributes, AttributeValue } from './telemetry/attributes.js';
export type {
  LogColumns,
  OrderColumns,
  RecordColumns,
  SpanColumns,
  TelemetryBatch,
} from './telemetry/batch.js';
export {
  eventBatch,
  LogColumnsBuilder,
  SpanColumnsBuilder,
  TelemetryBatchBuilder,
  type BatchCapacity,
} from './telemetry/batch-builder.js';
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
  earlier,
  later,
  millisFromNanos,
  nanosFromMillis,
  nanosFromTimestamp,
  nanosPerMilli,
  timestampText,
  type DurationNanos,
  type EpochNanos,
} from './time.js';
export {
  assembleJourney,
  type JourneyInput,
  type JourneyTransition,
  type OrderJourney,
} from './journey/journey.js';
export {
  orderTrace,
  orderTraceIds,
  orderTraceService,
  type OrderTraceInput,
  type Sha256,
} from './journey/order-trace.js';
export { adjustments, type Adjustment } from './traces/adjustments.js';
export { criticalPath, type CriticalSegment } from './traces/critical-path.js';
export { traceSummaries, type TraceSummary } from './traces/trace-summary.js';
export { flattenTree, traceTree } from './traces/trace-tree.js';
export type { TraceNode, TraceSpan } from './traces/trace-node.js';
export * from './statistics/index.js';
