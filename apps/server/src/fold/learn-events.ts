import { definedFields } from '@ordertrace/conventions';
import { transitionLearner } from '@ordertrace/flow';
import type {
  AttributeValue,
  Flows,
  LearnableRecord,
  OrderEvent,
  OrderRef,
  TelemetryBatch,
  TransitionLearner,
} from '@ordertrace/model';
import { logOf, spanOf } from '@ordertrace/otlp';
import { logAt, spanAt } from '@ordertrace/store';
import { Recent } from '../metrics/recent.js';
import { withNamings, type Naming } from './name-orders.js';
import { notifying, withinBounds, type Envelope, type EnvelopeStep } from '../receive/envelope.js';

/** Information that flows need from telemetry, in addition to its order events. */
export interface Learning {
  readonly transitions: TransitionLearner | undefined;
  /** Attributes that flows use to distinguish orders. */
  readonly attributes: readonly string[];
}

export function learningOf(flows: Flows): Learning {
  return { transitions: transitionLearner(flows), attributes: flows.attributes };
}

/** Number of attribute values that are remembered, so that each is reported once and not with every span. */
const rememberedAttributes = 100_000;
const longestValue = 256;

/**
 * Adds order events to telemetry before it is stored: transitions from `learn` rules, and attributes that flows use to
 * distinguish orders. Runs only where flows need it, because it must decode every record. `onErased` receives the
 * function that drops the remembered attributes after an erasure.
 */
export function learningEvents(
  learning: () => Learning,
  onErased?: (forget: () => void) => void,
): EnvelopeStep {
  const stored = new Recent(rememberedAttributes);
  onErased?.(() => stored.clear());
  return (envelope) => {
    const { transitions, attributes } = learning();
    if (transitions === undefined && attributes.length === 0) return envelope;
    const fresh = new Set<string>();
    const isNew = (text: string): boolean => {
      if (fresh.has(text) || stored.has(text)) return false;
      fresh.add(text);
      return true;
    };
    const found = [...eventsIn(envelope, { transitions, attributes, isNew })];
    const events = [...envelope.batch.events, ...found.map(({ event }) => event)];
    const namings = found.flatMap(({ naming }) => naming ?? []);
    const named = { ...envelope, batch: withNamings({ ...envelope.batch, events }, namings) };
    // The sender retries a failed append, so a value counts as reported only once it is durable.
    return notifying(() => {
      for (const text of fresh) stored.add(text);
    })(named);
  };
}

interface EventLearning extends Learning {
  readonly isNew: (text: string) => boolean;
}

interface FoundEvent {
  readonly event: OrderEvent;
  /** Present where the record itself does not name the event's order. */
  readonly naming?: Naming;
}

function* eventsIn(envelope: Envelope, asked: EventLearning): Generator<FoundEvent> {
  for (const { record, orders, row } of recordsOf(envelope.batch)) {
    const of = record.type === 'span' ? 'spans' : 'logs';
    for (const event of withinBounds(envelope, asked.transitions?.(record) ?? [])) {
      const named = orders.some(({ orderId }) => orderId === event.orderId);
      yield named ? { event } : { event, naming: { of, row, order: event } };
    }
    for (const key of asked.attributes)
      for (const event of withinBounds(
        envelope,
        attributeEvents({ record, orders, key, isNew: asked.isNew }),
      ))
        yield { event };
  }
}

function* attributeEvents(found: {
  readonly record: LearnableRecord;
  readonly orders: readonly OrderRef[];
  readonly key: string;
  readonly isNew: EventLearning['isNew'];
}): Generator<OrderEvent> {
  const { record, orders, key, isNew } = found;
  const value = record.attribute(key);
  if (value === undefined || value === '' || value.length > longestValue) return;
  const { service, startNanos: timeNanos, traceId } = record;
  for (const { tenantId, orderId } of orders) {
    // Without a tenant, the owner of the order depends on its trace.
    const text = JSON.stringify([tenantId, orderId, key, value, tenantId === '' ? traceId : '']);
    if (!isNew(text)) continue;
    const trace = traceId === undefined ? {} : { traceId };
    yield { type: 'attribute', orderId, tenantId, timeNanos, service, ...trace, key, value };
  }
}

interface FoundRecord {
  readonly record: LearnableRecord;
  /** The orders that the record names. */
  readonly orders: readonly OrderRef[];
  readonly row: number;
}

function* recordsOf(batch: TelemetryBatch): Generator<FoundRecord> {
  for (let row = 0; row < batch.spans.length; row++) yield spanRecord(batch, row);
  for (let row = 0; row < batch.logs.length; row++) yield logRecord(batch, row);
}

function spanRecord(batch: TelemetryBatch, row: number): FoundRecord {
  const stored = spanAt(batch, row);
  const span = spanOf(stored);
  const record: LearnableRecord = {
    type: 'span',
    service: stored.service,
    name: span.name,
    text: '',
    startNanos: span.startNanos,
    endNanos: span.startNanos + span.durationNanos,
    traceId: span.traceId,
    spanId: span.spanId,
    attribute: (key) => textOf(span.attributes.get(key)),
  };
  return { record, orders: stored.orders, row };
}

function logRecord(batch: TelemetryBatch, row: number): FoundRecord {
  const stored = logAt(batch, row);
  const log = logOf(stored);
  const record: LearnableRecord = {
    type: 'log',
    service: stored.service,
    name: '',
    text: textOf(log.body) ?? '',
    startNanos: log.timeNanos,
    endNanos: log.timeNanos,
    ...definedFields({ traceId: log.traceId, spanId: log.spanId }),
    attribute: (key) => textOf(log.attributes.get(key)),
  };
  return { record, orders: stored.orders, row };
}

function textOf(value: AttributeValue | undefined): string | undefined {
  if (typeof value === 'string') return value;
  return typeof value === 'bigint' || typeof value === 'number' ? String(value) : undefined;
}
