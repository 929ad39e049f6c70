import { randomBytes } from 'node:crypto';
import type { Order, TraceWithLogs } from '@ordertrace/api';
import type { LogRecord, Span } from '@ordertrace/model';
import { encodeLogs, encodeTraces } from '@ordertrace/otlp';
import type { RunningServer } from './server.js';

const resource = {
  attributes: new Map([
    ['service.name', 'shop-api'],
    ['deployment.environment.name', 'test'],
  ]),
};
const scope = { name: 'test', version: '1', attributes: new Map() };

export interface OrderTrace {
  readonly traceId: string;
  readonly orderId: string;
  readonly spans: number;
  /** Bytes that each span carries besides, under a key that the server does not keep. */
  readonly noiseBytes?: number;
}

/** A request with one trace of the order. */
export function traceRequest({ traceId, orderId, spans, noiseBytes = 0 }: OrderTrace): Uint8Array {
  const startNanos = BigInt(Date.now()) * 1_000_000n;
  return encodeTraces(
    Array.from({ length: spans }, (): Span => ({
      traceId,
      spanId: randomBytes(8).toString('hex'),
      traceState: '',
      flags: 1,
      name: 'POST /orders',
      kind: 'server',
      startNanos,
      durationNanos: 1_500_000n,
      status: 'unset',
      statusMessage: '',
      attributes: new Map([
        ['order_id', orderId],
        ['tenant_id', 'retail'],
        ['messaging.message.id', randomBytes(16).toString('hex')],
        ['messaging.destination.name', 'mes.orders'],
        ['noise', 'x'.repeat(noiseBytes)],
      ]),
      events: [],
      links: [],
      resource,
      scope,
    })),
  );
}

export function newTraceId(): string {
  return randomBytes(16).toString('hex');
}

/** A request with one transition of the order. */
export function transitionRequest(orderId: string, stage: string): Uint8Array {
  const timeNanos = BigInt(Date.now()) * 1_000_000n;
  const record: LogRecord = {
    timeNanos,
    observedNanos: timeNanos,
    flags: 1,
    severityNumber: 9,
    severityText: 'INFO',
    eventName: 'order.transition',
    body: null,
    attributes: new Map([
      ['order_id', orderId],
      ['tenant_id', 'retail'],
      ['stage', stage],
    ]),
    resource,
    scope,
  };
  return encodeLogs([record]);
}

export interface Answer {
  readonly status: number;
  /** Seconds; absent where the server doesn't say. */
  readonly retryAfter?: number;
}

export async function send(
  { otlp }: RunningServer,
  signal: 'traces' | 'logs',
  body: Uint8Array,
): Promise<Answer> {
  const response = await fetch(`${otlp}/v1/${signal}`, {
    method: 'POST',
    headers: { 'content-type': 'application/x-protobuf' },
    body: Buffer.from(body),
  });
  await response.arrayBuffer();
  const retryAfter = response.headers.get('retry-after');
  return { status: response.status, ...(retryAfter === null ? {} : { retryAfter: Number(retryAfter) }) };
}

/** How many spans of the trace the server gives; 0 where it knows nothing of it. */
export async function spansOfTrace({ api }: RunningServer, traceId: string): Promise<number> {
  const response = await fetch(`${api}/api/v1/traces/${traceId}`);
  if (response.status === 404) return 0;
  if (!response.ok) throw new Error(`trace ${traceId}: ${response.status} ${await response.text()}`);
  return ((await response.json()) as TraceWithLogs).trace.span_count;
}

/** The stage of the order; `undefined` where the server knows nothing of it. */
export async function stageOf({ api }: RunningServer, orderId: string): Promise<string | undefined> {
  const response = await fetch(`${api}/api/v1/orders/${orderId}`);
  if (response.status === 404) return undefined;
  if (!response.ok) throw new Error(`order ${orderId}: ${response.status} ${await response.text()}`);
  return ((await response.json()) as Order).stage;
}
