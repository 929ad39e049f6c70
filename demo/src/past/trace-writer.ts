import { attribute, eventName, type Actor, type Stage, definedFields } from '@ordertrace/conventions';
import {
  nanosFromMillis,
  type AttributeValue,
  type LogRecord,
  type OrderRef,
  type Resource,
  type Scope,
  type Span,
  type SpanEvent,
  type SpanKind,
  type SpanStatus,
} from '@ordertrace/model';
import type { Random } from '../random.js';
import type { EpochMs } from './story.js';

export type ServiceName = 'shop-api' | 'mes-api' | 'calculation-service';

/** Spans and log records of an order. */
export interface Telemetry {
  readonly spans: Span[];
  readonly logs: LogRecord[];
}

/** A position in a trace; further spans can continue from it. */
export interface SpanPoint {
  readonly service: ServiceName;
  readonly traceId: string;
  readonly spanId: string;
  /** Earliest time of the next event. */
  readonly at: EpochMs;
}

export type PlainAttributes = Readonly<Record<string, string | number | boolean>>;

export interface SpanInput {
  readonly service: ServiceName;
  readonly name: string;
  readonly kind: SpanKind;
  readonly at: EpochMs;
  /** Absent: the span begins a trace. */
  readonly parent?: SpanPoint;
  readonly attributes: PlainAttributes;
  /** By semantic conventions: the HTTP status, or `OK` or `ERROR`. */
  readonly statusCode: string;
  readonly error?: { readonly type: string; readonly message: string };
}

const environment = 'demo';

const scope: Scope = { name: '@ordertrace/instrumentation', version: '', attributes: new Map() };

/** One shared object for each service, so that its records are sent together. */
const resources: Readonly<Record<ServiceName, Resource>> = {
  'shop-api': resourceOf('shop-api'),
  'mes-api': resourceOf('mes-api'),
  'calculation-service': resourceOf('calculation-service'),
};

function resourceOf(service: ServiceName): Resource {
  return {
    attributes: new Map<string, AttributeValue>([
      [attribute.serviceName, service],
      [attribute.environment, environment],
      [attribute.demonstration, true],
    ]),
  };
}

/** Writes the spans and log records of one order, as the services' instrumentation does. */
export class TraceWriter {
  readonly telemetry: Telemetry = { spans: [], logs: [] };
  readonly #random: Random;
  readonly #order: OrderRef;

  constructor(random: Random, order: OrderRef) {
    this.#random = random;
    this.#order = order;
  }

  /**
   * Writes a span around the records of `inside`. `inside` gets the span's beginning and returns its end.
   * Undefined means that the span never ends and is never sent.
   */
  span(input: SpanInput, inside: (span: SpanPoint) => EpochMs | undefined): SpanPoint {
    const { service, at, parent } = input;
    const traceId = parent?.traceId ?? this.#random.hex(16);
    const spanId = this.#random.hex(8);
    const end = inside({ service, traceId, spanId, at });
    if (end !== undefined) this.telemetry.spans.push(this.#span(input, { traceId, spanId, end }));
    return { service, traceId, spanId, at: end ?? at };
  }

  log(point: SpanPoint, text: string, attributes: PlainAttributes = {}): void {
    this.#record(point, { text, attributes, severity: 'info' });
  }

  error(point: SpanPoint, text: string): void {
    this.#record(point, { text, attributes: {}, severity: 'error' });
  }

  transition(point: SpanPoint, entry: { stage: Stage; previous?: Stage | undefined; actor: Actor }): void {
    this.#record(point, {
      text: `order entered ${entry.stage}`,
      severity: 'info',
      event: eventName.transition,
      attributes: {
        [attribute.stage]: entry.stage,
        ...definedFields({ [attribute.previousStage]: entry.previous }),
        [attribute.actor]: entry.actor,
      },
    });
  }

  workStarted(point: SpanPoint, work: string, expectedWithinMs: number): void {
    this.#record(point, {
      text: `${work} started`,
      severity: 'info',
      event: eventName.workStarted,
      attributes: { [attribute.work]: work, [attribute.expectedWithinMs]: expectedWithinMs },
    });
  }

  #span(input: SpanInput, { traceId, spanId, end }: { traceId: string; spanId: string; end: EpochMs }): Span {
    const { service, name, kind, at, parent, statusCode, error } = input;
    const startNanos = nanosFromMillis(at);
    const durationNanos = nanosFromMillis(end) - startNanos;
    const status: SpanStatus = error ? 'error' : 'unset';
    return {
      traceId,
      spanId,
      ...(parent ? { parentSpanId: parent.spanId } : {}),
      traceState: '',
      flags: 1,
      name,
      kind,
      startNanos,
      durationNanos,
      status,
      statusMessage: error?.message ?? '',
      attributes: this.#attributes(service, {
        ...input.attributes,
        ...(error ? { 'error.type': error.type } : {}),
        status_code: statusCode,
        duration: Math.round((end - at) * 1000) / 1000,
      }),
      events: error ? [exceptionAt(end, error)] : [],
      links: [],
      resource: resources[service],
      scope,
    };
  }

  #record(
    { service, traceId, spanId, at }: SpanPoint,
    given: {
      readonly text: string;
      readonly severity: 'info' | 'error';
      readonly event?: string;
      readonly attributes: PlainAttributes;
    },
  ): void {
    const timeNanos = nanosFromMillis(at);
    this.telemetry.logs.push({
      timeNanos,
      observedNanos: timeNanos,
      traceId,
      spanId,
      flags: 1,
      severityNumber: given.severity === 'error' ? 17 : 9,
      severityText: given.severity,
      eventName: given.event ?? '',
      body: given.text,
      attributes: this.#attributes(service, given.attributes),
      resource: resources[service],
      scope,
    });
  }

  /** Attributes of a span or log record, with those of the nine fields that are attributes. */
  #attributes(service: ServiceName, own: PlainAttributes): ReadonlyMap<string, AttributeValue> {
    const { orderId, tenantId } = this.#order;
    const fields = {
      [attribute.orderId]: orderId,
      [attribute.tenantId]: tenantId,
      application_name: service,
      environment,
    };
    const typed = Object.entries<string | number | boolean>({ ...own, ...fields }).map(
      ([key, value]): [string, AttributeValue] => [key, typedValue(value)],
    );
    return new Map(typed);
  }
}

/** Whole numbers are integers on the wire. */
function typedValue(value: string | number | boolean): AttributeValue {
  return typeof value === 'number' && Number.isInteger(value) ? BigInt(value) : value;
}

function exceptionAt(at: EpochMs, { type, message }: { type: string; message: string }): SpanEvent {
  return {
    timeNanos: nanosFromMillis(at),
    name: 'exception',
    attributes: new Map([
      ['exception.type', type],
      ['exception.message', message],
    ]),
  };
}
