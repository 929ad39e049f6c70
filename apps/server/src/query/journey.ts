import type { HopView, Journey, SpanView, TransitionView, WorkView } from '@ordertrace/api';
import { definedFields } from '@ordertrace/conventions';
import {
  assembleJourney,
  hopSpanOf,
  inOneForm,
  millisFromNanos,
  nanosFromMillis,
  timestampText,
  type Flow,
  type Flows,
  type Hop,
  type HopEnd,
  type HopSpan,
  type JourneyTransition,
  type Coverage,
  type ProgressByService,
  type Work,
} from '@ordertrace/model';
import { spanOf } from '@ordertrace/otlp';
import type { OrderRecords, Store, StoredSpan } from '@ordertrace/store';
import { traceView } from './trace-view.js';
import { logView, spanView } from './views.js';
import { distinctSpans } from '../telemetry/distinct-spans.js';
import { logSigns } from '../telemetry/log-signs.js';

export interface JourneySource {
  readonly store: Store;
  /** The active flows; they may change while the server runs. */
  readonly flows: () => Flows;
  readonly coverage: Coverage;
  /** How far the telemetry of each service has come; absent until it is known. */
  readonly hearing?: () => ProgressByService | undefined;
  /** The active flows while no fold can save orders, as on a full disk. */
  readonly unsavedFlows?: () => Flows | undefined;
}

/** A span for the analysis, with the fields that the API shows. */
interface ViewedSpan extends HopSpan {
  readonly view: SpanView;
}

/** The records of an order in the API, without the order itself and its problems. */
export function journeyView(
  source: Omit<JourneySource, 'store'>,
  records: OrderRecords,
): Omit<Journey, 'order' | 'problems'> {
  const { coverage } = source;
  const { order: ref, events } = records;
  const nowNanos = nanosFromMillis(Date.now());
  const flow = source.flows().of(ref, events);
  const heard = definedFields({ hearing: source.hearing?.() });
  const { spans, logs } = inOneForm(ref, {
    spans: distinctSpans(records.spans).map((span) => viewedSpan(span, flow)),
    logs: logSigns(records.logs),
  });
  const journey = assembleJourney({ ref, spans, events, logs, flow, coverage, ...heard, nowNanos });
  return {
    transitions: journey.transitions.map(transitionView),
    hops: journey.hops.map(hopView),
    traces: journey.traces.map((trace) => traceView(trace, (span) => span.view)),
    work: journey.work.map(workView),
    logs: records.logs.map(logView),
  };
}

function viewedSpan(stored: StoredSpan, { itemKeys }: Flow): ViewedSpan {
  const span = spanOf(stored);
  return Object.assign(hopSpanOf(span, itemKeys), { view: spanView(stored, span) });
}

function transitionView({
  transition,
  sinceNanos,
  waitsFor,
  clocksDisagree,
}: JourneyTransition): TransitionView {
  return {
    stage: transition.stage,
    previous_stage: transition.previousStage ?? null,
    timestamp: timestampText(sinceNanos),
    actor: transition.actor ?? null,
    application_name: transition.service,
    waits_for: waitsFor ?? null,
    clocks_disagree: clocksDisagree,
    trace_id: transition.traceId ?? null,
    span_id: transition.spanId ?? null,
  };
}

function hopEndView(end: HopEnd): HopView['from'] {
  return {
    trace_id: end.traceId,
    span_id: end.spanId,
    application_name: end.service,
    name: end.name,
    timestamp: timestampText(end.timeNanos),
    status_code: end.statusCode,
  };
}

function hopView(hop: Hop): HopView {
  const [first] = hop.to;
  return {
    kind: hop.kind,
    destination: hop.destination,
    message_id: hop.messageId ?? null,
    state: hop.state,
    from: hopEndView(hop.from),
    resent: hop.resent.map(hopEndView),
    to: hop.to.map(hopEndView),
    proof: hop.proof ?? null,
    missing: [...hop.missing],
    wait_ms: first === undefined ? null : millisFromNanos(first.timeNanos - hop.from.timeNanos),
    due_at: timestampText(hop.dueNanos),
    dead_letter:
      hop.deadLetter === undefined
        ? null
        : { queue: hop.deadLetter.queue, by: hopEndView(hop.deadLetter.by) },
  };
}

function workView(work: Work): WorkView {
  return {
    work: work.work,
    application_name: work.service,
    started_at: timestampText(work.startedNanos),
    ended_at: work.endedNanos === undefined ? null : timestampText(work.endedNanos),
    expected_within_ms: work.expectedWithinMs ?? null,
    trace_id: work.traceId ?? null,
    span_id: work.spanId ?? null,
  };
}
