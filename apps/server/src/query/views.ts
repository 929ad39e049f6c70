import type {
  Diagnosis as DiagnosisJson,
  Evidence as EvidenceJson,
  LogView,
  Order,
  SpanView,
} from '@ordertrace/api';
import { attribute } from '@ordertrace/conventions';
import {
  isAbandoned,
  isAtRisk,
  millisFromNanos,
  timestampText,
  type Attributes,
  type Diagnosis,
  type Evidence,
  type OrderRef,
  type OrderState,
  type ProblemState,
  type Resource,
  type Span,
} from '@ordertrace/model';
import { accountView } from './account-view.js';
import { nextStepText, reasonText, runbookOf, type ReasonContext } from '@ordertrace/words';
import { logOf } from '@ordertrace/otlp';
import type { StoredLog, StoredSpan } from '@ordertrace/store';
import { errorSeverity } from '../telemetry/log-signs.js';
import { readableAttributes, readableResource, readableValue } from '../telemetry/readable.js';
import type { Reader } from '../http/reader.js';

/** An order state in the API. */
export function orderView(state: OrderState, reader: Reader, problem?: ProblemState): Order {
  const diagnosis = reader.inside ? state.diagnosis : undefined;
  return {
    order_id: state.orderId,
    tenant_id: state.tenantId,
    flow: state.flow,
    stage: state.stage,
    stage_since: timestampText(state.stageSinceNanos),
    situation: state.diagnosis?.situation ?? null,
    reason: diagnosis === undefined ? null : reasonText(diagnosis, sentenceContext(reader, state)),
    created_at: optionalTimestamp(state.createdNanos),
    closed_at: optionalTimestamp(state.closedNanos),
    first_seen_at: timestampText(state.firstSeenNanos),
    last_seen_at: timestampText(state.lastSeenNanos),
    problem_id: reader.inside ? (problem?.problemId ?? null) : null,
    ...(isAbandoned(diagnosis) ? { abandoned: true } : {}),
    ...riskView(diagnosis),
  };
}

/** What a sentence about the order depends on besides its diagnosis. */
function sentenceContext({ flows, ...reader }: Reader, { flow }: OrderState): ReasonContext {
  return { ...reader, flow: flows.named(flow) };
}

function riskView(
  diagnosis: Diagnosis | undefined,
): Pick<Order, 'at_risk' | 'at_risk_since' | 'predicted_finish'> {
  if (!isAtRisk(diagnosis)) return {};
  const { at_risk_since: since, predicted_finish: finish } = diagnosis?.details ?? {};
  return {
    at_risk: true,
    predicted_finish: String(finish ?? ''),
    ...(since === undefined ? {} : { at_risk_since: String(since) }),
  };
}

function optionalTimestamp(nanos: bigint | undefined): string | null {
  return nanos === undefined ? null : timestampText(nanos);
}

export function diagnosisView(diagnosis: Diagnosis, reader: Reader, order: OrderState): DiagnosisJson {
  const context = sentenceContext(reader, order);
  const runbook = runbookOf(diagnosis.code);
  return {
    situation: diagnosis.situation,
    code: diagnosis.code,
    certainty: diagnosis.certainty ?? null,
    reason: reasonText(diagnosis, context),
    next_step: nextStepText(diagnosis, context.language, context.flow) ?? null,
    runbook: runbook === undefined ? null : `/runbooks/${runbook}`,
    details: { ...diagnosis.details },
    since: timestampText(diagnosis.sinceNanos),
    owner: diagnosis.owner,
    evidence: diagnosis.evidence.map(evidenceView),
    account: accountView(diagnosis),
    next: diagnosis.next.map(({ stage, dueNanos }) => ({
      stage,
      ...(dueNanos === undefined ? {} : { due_at: timestampText(dueNanos) }),
    })),
  };
}

function evidenceView(evidence: Evidence): EvidenceJson {
  switch (evidence.type) {
    case 'transition':
      return { type: 'transition', stage: evidence.stage, timestamp: timestampText(evidence.timeNanos) };
    case 'log':
      return {
        type: 'log',
        trace_id: evidence.traceId,
        span_id: evidence.spanId,
        timestamp: timestampText(evidence.timeNanos),
      };
    case 'span':
    case 'hop':
      return { type: evidence.type, trace_id: evidence.traceId, span_id: evidence.spanId };
  }
}

/** `span` is the complete form of `stored`. */
export function spanView(stored: StoredSpan, span: Span): SpanView {
  return {
    trace_id: stored.traceId,
    span_id: stored.spanId,
    ...orderFields(stored.orders),
    application_name: stored.service,
    environment: environmentOf(span.resource),
    timestamp: timestampText(stored.startNanos),
    status_code: stored.statusCode,
    duration: millisFromNanos(stored.durationNanos),
    parent_span_id: stored.parentSpanId ?? null,
    kind: stored.kind,
    name: stored.name,
    status: stored.status,
    status_message: span.statusMessage,
    scope: { name: span.scope.name, version: span.scope.version },
    attributes: readableAttributes(span.attributes),
    resource: readableResource(span.resource),
    events: span.events.map((event) => ({
      timestamp: timestampText(event.timeNanos),
      name: event.name,
      attributes: readableAttributes(event.attributes),
    })),
    links: span.links.map((link) => ({
      trace_id: link.traceId,
      span_id: link.spanId,
      attributes: readableAttributes(link.attributes),
    })),
  };
}

export function logView(stored: StoredLog): LogView {
  const log = logOf(stored);
  return {
    trace_id: stored.traceId ?? '',
    span_id: stored.spanId ?? '',
    ...orderFields(stored.orders),
    application_name: stored.service,
    environment: environmentOf(log.resource),
    timestamp: timestampText(stored.timeNanos),
    status_code: statusOfLog(log.attributes, stored.severity),
    duration: 0,
    severity: stored.severity,
    severity_text: log.severityText,
    event_name: stored.eventName,
    body: readableValue(log.body),
    attributes: readableAttributes(log.attributes),
    resource: readableResource(log.resource),
  };
}

function statusOfLog(attributes: Attributes, severity: number): string {
  const said = attributes.get('status_code') ?? attributes.get(attribute.httpStatusCode);
  if (typeof said === 'string' || typeof said === 'bigint') return String(said);
  return severity >= errorSeverity ? 'ERROR' : 'OK';
}

function orderFields(orders: readonly OrderRef[]): { order_id: string | string[]; tenant_id: string } {
  const [first, ...more] = orders;
  if (first === undefined) return { order_id: '', tenant_id: '' };
  return {
    order_id: more.length === 0 ? first.orderId : orders.map((order) => order.orderId),
    tenant_id: first.tenantId,
  };
}

function environmentOf(resource: Resource): string {
  const value =
    resource.attributes.get(attribute.environment) ?? resource.attributes.get(attribute.environmentOld);
  return typeof value === 'string' ? value : '';
}
