import {
  spanKinds,
  spanStatuses,
  TelemetryBatchBuilder,
  type OrderEvent,
  type OrderRef,
  type OrderState,
  type SpanKind,
  type SpanStatus,
  type TelemetryBatch,
  type Transition,
} from '@ordertrace/model';
import { createHash } from 'node:crypto';

/** A span as a store sees it. IDs are small numbers, the body is text. */
export interface SpanSample {
  readonly trace: bigint;
  readonly span: bigint;
  readonly parent: bigint;
  readonly start: bigint;
  readonly duration: bigint;
  readonly kind: SpanKind;
  readonly status: SpanStatus;
  readonly name: string;
  readonly service: string;
  readonly statusCode: string;
  readonly orders: readonly OrderRef[];
  readonly body: string;
}

/** A log record; trace and span are 0 if it has none. */
export interface LogSample {
  readonly trace: bigint;
  readonly span: bigint;
  readonly time: bigint;
  readonly severity: number;
  readonly eventName: string;
  readonly service: string;
  readonly orders: readonly OrderRef[];
  readonly body: string;
}

export interface BatchSample {
  readonly spans?: readonly SpanSample[];
  readonly logs?: readonly LogSample[];
  readonly events?: readonly OrderEvent[];
}

/** 2026-11-22T09:00:00Z. */
export const someTime = 1_795_338_000_000_000_000n;

export function spanSample(sample: Partial<SpanSample> = {}): SpanSample {
  return {
    trace: 1n,
    span: 1n,
    parent: 0n,
    start: someTime,
    duration: 1_000_000n,
    kind: 'server',
    status: 'unset',
    name: 'POST /orders',
    service: 'shop-api',
    statusCode: '201',
    orders: [],
    body: 'attributes',
    ...sample,
  };
}

export function logSample(sample: Partial<LogSample> = {}): LogSample {
  return {
    trace: 1n,
    span: 1n,
    time: someTime,
    severity: 9,
    eventName: '',
    service: 'shop-api',
    orders: [],
    body: 'line',
    ...sample,
  };
}

export function transitionSample(sample: Partial<Transition> = {}): Transition {
  return {
    type: 'transition',
    orderId: '17',
    tenantId: 'acme',
    timeNanos: someTime,
    service: 'shop-api',
    stage: 'CREATED',
    ...sample,
  };
}

export function stateSample(sample: Partial<OrderState> = {}): OrderState {
  return {
    orderId: '17',
    tenantId: 'acme',
    flow: 'manufacturer',
    stage: 'SUBMITTED',
    stageSinceNanos: someTime,
    firstSeenNanos: someTime,
    lastSeenNanos: someTime,
    ...sample,
  };
}

const traceHighWord = 0xfeed_0000_0000_0001n;

/** The trace ID of a sample as text. */
export function traceText(trace: bigint): string {
  return traceHighWord.toString(16) + trace.toString(16).padStart(16, '0');
}

export function spanText(span: bigint): string {
  return span.toString(16).padStart(16, '0');
}

/** The resource of a service's samples. */
export function resourceOf(service: string): Uint8Array {
  return Buffer.from(`resource of ${service}`);
}

export const sampleScope: Uint8Array = Buffer.from('scope');

function hashOf(sample: unknown): bigint {
  const text = JSON.stringify(sample, (_, value: unknown) =>
    typeof value === 'bigint' ? value.toString() : value,
  );
  return createHash('sha256').update(text).digest().readBigUInt64LE(0);
}

export function batchOf({ spans = [], logs = [], events = [] }: BatchSample): TelemetryBatch {
  const builder = new TelemetryBatchBuilder();
  const resources = new Map<string, number>();
  builder.scopes.push(sampleScope.slice());
  const resource = (service: string) => {
    const index = resources.get(service) ?? builder.resources.push(resourceOf(service).slice()) - 1;
    resources.set(service, index);
    return index;
  };
  for (const sample of spans) addSpan(builder, sample, resource(sample.service));
  for (const sample of logs) addLog(builder, sample, resource(sample.service));
  builder.events.push(...events);
  return builder;
}

function addSpan(builder: TelemetryBatchBuilder, sample: SpanSample, resource: number): void {
  const columns = builder.spans;
  const row = columns.open();
  columns.traceIdHigh[row] = traceHighWord;
  columns.traceIdLow[row] = sample.trace;
  columns.spanId[row] = sample.span;
  columns.parentSpanId[row] = sample.parent;
  columns.timeNanos[row] = sample.start;
  columns.durationNanos[row] = sample.duration;
  columns.kind[row] = spanKinds.indexOf(sample.kind);
  columns.status[row] = spanStatuses.indexOf(sample.status);
  columns.name[row] = builder.text(sample.name);
  columns.service[row] = builder.text(sample.service);
  columns.statusCode[row] = builder.text(sample.statusCode);
  columns.resource[row] = resource;
  columns.contentHash[row] = hashOf(sample);
  for (const order of sample.orders) columns.orders.add(row, builder.order(order));
  columns.appendBody(Buffer.from(sample.body));
  columns.seal();
}

function addLog(builder: TelemetryBatchBuilder, sample: LogSample, resource: number): void {
  const columns = builder.logs;
  const row = columns.open();
  columns.traceIdHigh[row] = sample.trace === 0n ? 0n : traceHighWord;
  columns.traceIdLow[row] = sample.trace;
  columns.spanId[row] = sample.span;
  columns.timeNanos[row] = sample.time;
  columns.severity[row] = sample.severity;
  columns.eventName[row] = builder.text(sample.eventName);
  columns.service[row] = builder.text(sample.service);
  columns.resource[row] = resource;
  columns.contentHash[row] = hashOf(sample);
  for (const order of sample.orders) columns.orders.add(row, builder.order(order));
  columns.appendBody(Buffer.from(sample.body));
  columns.seal();
}

/** Texts that are no cursors: no JSON, too few parts, no texts, no number. */
export const noCursors: readonly string[] = [
  'nonsense',
  '["1"]',
  '[1,2,3]',
  '["a","b","c"]',
  '["a","b"]',
].map((text) => Buffer.from(text).toString('base64url'));
