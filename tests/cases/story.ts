import { createHash } from 'node:crypto';
import {
  nanosFromMillis,
  type AttributeValue,
  type LogRecord,
  type OrderRef,
  type Span,
  type SpanEvent,
  type SpanKind,
} from '@ordertrace/model';
import type { Telemetry } from '../support/telemetry-judge.js';
import type { Cast } from './cast.js';
import { randomOf, type Random } from './random.js';

/** A process that sends telemetry. */
export interface App {
  readonly name: string;
  readonly instance?: string;
  readonly version?: string;
  /** By how much its clock is ahead. */
  readonly clockSeconds?: number;
  /** How long its telemetry takes until it arrives; one second unless given. */
  readonly lateSeconds?: number;
}

/** A span that others can name as parent or link, exported or not. */
export interface SpanHandle {
  readonly traceId: string;
  readonly spanId: string;
}

export type Values = Readonly<Record<string, AttributeValue>>;

/** Which orders a record names: the story's own by default, others by id, none for `false`. */
export type NamedOrders = string | readonly string[] | false;

export interface SpanInput {
  readonly name: string;
  readonly kind?: SpanKind;
  /** Seconds after the story begins. */
  readonly at: number;
  readonly lasts?: number;
  readonly under?: SpanHandle;
  readonly links?: readonly SpanHandle[];
  /** Its id, where it shares one (B3) or was announced before. */
  readonly as?: SpanHandle;
  readonly attributes?: Values;
  /** The status message of a span that ended in an error. */
  readonly error?: string;
  readonly names?: NamedOrders;
  readonly traceState?: string;
  readonly events?: readonly { readonly name: string; readonly at: number; readonly attributes: Values }[];
  /** False: it happened, and was never exported. */
  readonly exported?: boolean;
  /** When it arrives, instead of soon after its end. */
  readonly arrives?: number;
}

export interface LogInput {
  readonly at: number;
  readonly in?: SpanHandle;
  readonly attributes?: Values;
  readonly names?: NamedOrders;
  readonly event?: string;
  readonly isError?: boolean;
  readonly arrives?: number;
}

/** Telemetry with the time when a server receives it. */
export interface Arrival extends Telemetry {
  /** Nanoseconds since the epoch. */
  readonly arrivesNanos: bigint;
}

/** One request a moment, as a collector would send it. */
export function merged(arrivals: readonly Arrival[]): Telemetry {
  return { spans: arrivals.flatMap(({ spans }) => spans), logs: arrivals.flatMap(({ logs }) => logs) };
}

const scope = { name: 'agent', version: '', attributes: new Map<string, AttributeValue>() };

/**
 * One order's telemetry, as its services send it. Times are seconds after the story begins; services, queues, and
 * numbers come from the cast, so that the same situation can be told with others.
 */
export class Story {
  readonly key: string;
  readonly order: string;
  readonly cast: Cast;
  readonly arrivals: Arrival[] = [];
  /** What the flow file says of this story's queues and routes. */
  readonly flow = {
    receivers: new Map<string, readonly string[]>(),
    deadLetters: [] as string[],
    optional: [] as string[],
  };
  readonly random: Random;
  readonly #beginNanos: bigint;
  #ids = 0;
  #past = 0;

  constructor(options: { key: string; order: string; cast: Cast; beginNanos: bigint }) {
    this.key = options.key;
    this.order = options.order;
    this.cast = options.cast;
    this.#beginNanos = options.beginNanos;
    this.random = randomOf(`${options.cast.seed} ${options.key}`);
  }

  get ref(): OrderRef {
    return { tenantId: 'retail', orderId: this.order };
  }

  /** A queue or topic of this story alone, named as the cast names such things. */
  place(word = 'orders'): string {
    return this.cast.placeName(word, this.key);
  }

  host(word: string): string {
    return this.cast.hostName(word, this.key);
  }

  nanosAt(seconds: number): bigint {
    return this.#beginNanos + nanosFromMillis(Math.round(seconds * 1000));
  }

  /** An id that nothing else has. */
  id(what: string, digits = 12): string {
    return createHash('sha256')
      .update(`${this.cast.seed} ${this.key} ${this.order} ${what} ${this.#ids++}`)
      .digest('hex')
      .slice(0, digits);
  }

  handle(under?: SpanHandle): SpanHandle {
    return { traceId: under?.traceId ?? this.id('trace', 32), spanId: this.id('span', 16) };
  }

  span(app: App, input: SpanInput): SpanHandle {
    const { traceId, spanId } = input.as ?? this.handle(input.under);
    const { at, lasts = 0.05, exported = true } = input;
    if (!exported) return { traceId, spanId };
    const clock = (seconds: number): bigint => this.nanosAt(seconds + (app.clockSeconds ?? 0));
    const events = (input.events ?? []).map((event): SpanEvent => ({
      name: event.name,
      timeNanos: clock(event.at),
      attributes: new Map(Object.entries(event.attributes)),
    }));
    const span: Span = {
      traceId,
      spanId,
      ...(input.under === undefined ? {} : { parentSpanId: input.under.spanId }),
      traceState: input.traceState ?? '',
      flags: 1,
      name: input.name,
      kind: input.kind ?? 'internal',
      startNanos: clock(at),
      durationNanos: this.nanosAt(at + lasts) - this.nanosAt(at),
      status: input.error === undefined ? 'unset' : 'error',
      statusMessage: input.error ?? '',
      attributes: this.#attributes(input.names, input.attributes),
      events,
      links: (input.links ?? []).map((link) => ({ ...link, traceState: '', attributes: new Map() })),
      resource: resourceOf(app),
      scope,
    };
    this.#add(app, input.arrives ?? at + lasts, { spans: [span], logs: [] });
    return { traceId, spanId };
  }

  log(app: App, text: string, input: LogInput): void {
    const timeNanos = this.nanosAt(input.at + (app.clockSeconds ?? 0));
    const log: LogRecord = {
      timeNanos,
      observedNanos: timeNanos,
      ...(input.in ?? {}),
      flags: 1,
      severityNumber: input.isError === true ? 17 : 9,
      severityText: input.isError === true ? 'ERROR' : 'INFO',
      eventName: input.event ?? '',
      body: text,
      attributes: this.#attributes(input.names, input.attributes),
      resource: resourceOf(app),
      scope,
    };
    this.#add(app, input.arrives ?? input.at, { spans: [], logs: [log] });
  }

  /** The order enters a stage. */
  stage(
    stage: string,
    at: number,
    { by = this.cast.shop, previous, ...rest }: { by?: App; previous?: string } & Partial<LogInput> = {},
  ): void {
    const attributes = { stage, ...(previous === undefined ? {} : { previous_stage: previous }) };
    this.log(by, '', { ...rest, at, event: 'order.transition', attributes });
  }

  /** A person placed the order in the shop; gives the shop's span, within which what follows is sent. */
  placed(at = 0): SpanHandle {
    this.stage('PLACED', at);
    return this.span(this.cast.shop, {
      name: 'POST /orders',
      kind: 'server',
      at,
      lasts: 1,
      attributes: {
        'http.request.method': 'POST',
        'http.route': '/orders',
        'http.response.status_code': 201n,
      },
    });
  }

  /** Orders before this one that went the same way, from placing to their end. */
  before(count: number, tell: (past: Story) => void): void {
    for (const last = this.#past + count; this.#past < last; this.#past++) {
      const past = new Story({
        key: this.key,
        order: `${this.order}-before-${this.#past}`,
        cast: this.cast,
        beginNanos: this.nanosAt(-3 * 3600 + this.#past * 60),
      });
      tell(past);
      past.stage('PAID', 900, { by: this.cast.billing });
      past.stage('SHIPPED', 1000, { by: this.cast.shipping });
      past.stage('DONE', 1100, { by: this.cast.shipping });
      this.arrivals.push(...past.arrivals);
    }
  }

  #attributes(names: NamedOrders = this.order, values: Values = {}): Map<string, AttributeValue> {
    const named = names === false ? [] : [['order_id', names], ['tenant_id', 'retail'] as const];
    return new Map([...(named as [string, AttributeValue][]), ...Object.entries(values)]);
  }

  #add(app: App, at: number, telemetry: Telemetry): void {
    const arrivesNanos = this.nanosAt(at + (app.lateSeconds ?? 1));
    this.arrivals.push({ ...telemetry, arrivesNanos });
  }
}

function resourceOf({ name, instance = `${name}-1`, version = '1.4.0' }: App): Span['resource'] {
  return {
    attributes: new Map([
      ['service.name', name],
      ['service.instance.id', instance],
      ['service.version', version],
      ['deployment.environment.name', 'production'],
    ]),
  };
}
