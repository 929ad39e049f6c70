import {
  foldOrder,
  orderKnowledge,
  placeKey,
  type Coverage,
  type FoldInput,
  type HopSpan,
  type OrderEvent,
  type OrderState,
} from '@ordertrace/model';
import { flow, minute, ref, second, transition } from './sample-flow.js';

/** What was sent, and when it can be seen: a span when it ends, an event at once. */
export interface Sent {
  readonly spans: readonly HopSpan[];
  readonly events: readonly OrderEvent[];
}

/** Receipts at these places are nearly always seen. */
export function coverageOf(receivers: Iterable<readonly [place: string, receiver: string]>): Coverage {
  const known = new Map(receivers);
  return {
    at: (place) => {
      const receiver = known.get(place);
      return receiver === undefined ? undefined : { receiver, seen: 100, unseen: 0, lost: 0 };
    },
  };
}

export const receivers: readonly (readonly [place: string, receiver: string])[] = [
  [placeKey('message', 'orders.submitted'), 'mes-api'],
  [placeKey('message', 'calculations.requested'), 'calculation-service'],
  [placeKey('message', 'calculations.done'), 'mes-api'],
  [placeKey('message', 'orders.priced'), 'shop-api'],
  [placeKey('request', 'mes-api:7102'), 'mes-api'],
];

export const coverage = coverageOf(receivers);

let count = 0;
function id(length: number): string {
  return (++count).toString(16).padStart(length, '0');
}

export function span(name: string, startNanos: bigint, rest: Partial<HopSpan> = {}): HopSpan {
  return {
    traceId: id(32),
    spanId: id(16),
    links: [],
    kind: 'internal',
    service: 'shop-api',
    name,
    startNanos,
    durationNanos: 10_000_000n,
    status: 'unset',
    statusCode: 'OK',
    orders: [ref],
    ...rest,
  };
}

export function publish(
  service: string,
  destination: string,
  startNanos: bigint,
  rest: Partial<HopSpan> = {},
): HopSpan {
  const name = `publish ${destination}`;
  return span(name, startNanos, { kind: 'producer', carrier: 'message', service, destination, ...rest });
}

/** How a consumer names what it consumes. */
export type Join = 'parent' | 'link' | 'message id';

export function consume(
  [sender, join]: readonly [HopSpan, Join],
  service: string,
  startNanos: bigint,
  rest: Partial<HopSpan> = {},
): HopSpan {
  const named: Partial<HopSpan> =
    join === 'parent'
      ? { traceId: sender.traceId, parentSpanId: sender.spanId }
      : join === 'link'
        ? { links: [{ traceId: sender.traceId, spanId: sender.spanId }] }
        : { messageId: sender.messageId ?? '' };
  const name = `process ${sender.destination ?? ''}`;
  return span(name, startNanos, { kind: 'consumer', carrier: 'message', service, ...named, ...rest });
}

export interface Plan {
  readonly startNanos: bigint;
  readonly join: Join;
  /** How long messages lie, and how long the calculation takes. */
  readonly waitNanos: bigint;
  readonly calculationNanos: bigint;
  readonly clocks: Readonly<Record<string, bigint>>;
  /** What goes wrong; the order ends there. */
  readonly fault?:
    | 'message lost'
    | 'never published'
    | 'consumer failed'
    | 'calculation hangs'
    | 'result lost'
    | 'priced lost'
    | undefined;
}

export const plan: Plan = {
  startNanos: 0n,
  join: 'parent',
  waitNanos: second,
  calculationNanos: 10n * minute,
  clocks: {},
};

/** An order from CREATED to PRICED, as its telemetry tells it. */
export function sentBy({ startNanos, join, waitNanos, calculationNanos, clocks, fault }: Plan): Sent {
  const spans: HopSpan[] = [];
  const events: OrderEvent[] = [];
  const at = (service: string, time: bigint): bigint => time + (clocks[service] ?? 0n);
  const done = (): Sent => ({ spans, events });
  const message = (service: string, queue: string, time: bigint): HopSpan => {
    const sender = publish(service, queue, at(service, time), { messageId: id(8) });
    spans.push(sender);
    return sender;
  };
  const take = (sender: HopSpan, service: string, time: bigint, rest: Partial<HopSpan> = {}): HopSpan => {
    const consumer = consume([sender, join], service, at(service, time), rest);
    spans.push(consumer);
    return consumer;
  };
  const enter = (stage: string, service: string, time: bigint, previousStage?: string): number =>
    events.push(
      transition(stage, at(service, time), { service, ...(previousStage ? { previousStage } : {}) }),
    );

  let time = startNanos;
  enter('CREATED', 'shop-api', time);
  time += minute;
  enter('SUBMITTED', 'shop-api', time, 'CREATED');
  if (fault === 'never published') return done();
  const submitted = message('shop-api', 'orders.submitted', (time += 50_000_000n));
  if (fault === 'message lost') return done();
  const failed = fault === 'consumer failed' ? ({ status: 'error', statusCode: 'ERROR' } as const) : {};
  take(submitted, 'mes-api', (time += waitNanos), failed);
  if (fault === 'consumer failed') return done();
  const requested = message('mes-api', 'calculations.requested', (time += 5_000_000n));
  time += waitNanos;
  const durationNanos = calculationNanos;
  const work = consume([requested, join], 'calculation-service', at('calculation-service', time), {
    durationNanos,
  });
  events.push({
    ...ref,
    type: 'work_started',
    work: 'calculation',
    expectedWithinMs: 1_800_000,
    timeNanos: work.startNanos + 1_000_000n,
    service: 'calculation-service',
    traceId: work.traceId,
    spanId: work.spanId,
  });
  if (fault === 'calculation hangs') return done();
  spans.push(work);
  const result = message('calculation-service', 'calculations.done', (time += calculationNanos - second));
  if (fault === 'result lost') return done();
  take(result, 'mes-api', (time += waitNanos));
  enter('PRICED', 'mes-api', (time += 5_000_000n), 'SUBMITTED');
  const priced = message('mes-api', 'orders.priced', (time += 20_000_000n));
  if (fault === 'priced lost') return done();
  take(priced, 'shop-api', time + waitNanos);
  return done();
}

/** The state by what can be seen at `nowNanos`. */
export function stateAt(sent: Sent, nowNanos: bigint, rest: Partial<FoldInput> = {}): OrderState {
  const events = sent.events.filter((event) => event.timeNanos <= nowNanos);
  const spans = sent.spans.filter((one) => one.startNanos + one.durationNanos <= nowNanos);
  const knowledge = orderKnowledge({ ref, flow, events, spans, coverage, nowNanos });
  const seen = { firstSeenNanos: nowNanos, lastSeenNanos: 0n };
  return foldOrder({ ref, flow, events, knowledge, nowNanos, ...seen, ...rest });
}
