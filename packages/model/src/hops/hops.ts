import type { Flow, HopDeadlines } from '../flow/flow.js';
import { ownValue } from '../flow/own-value.js';
import type { OrderEvent, WorkStarted } from '../orders/order-event.js';
import { isSameOrder, orderRefText, type OrderRef } from '../orders/order-ref.js';
import { clocksApartNanos } from '../stages/transition-order.js';
import { nanosFromMillis, type EpochNanos } from '../time.js';
import { handlesDeadLetter, isDeadLetterQueue } from './dead-letters.js';
import { hopReceipts, type HopReceipts } from './hop-matching.js';
import { spanRefText, type Carrier, type HopSpan, type SpanRef } from './hop-span.js';

/** One side of a hop. */
export interface HopEnd extends SpanRef {
  readonly service: string;
  readonly name: string;
  readonly timeNanos: EpochNanos;
  readonly statusCode: string;
}

/** `untraced`: nobody is known to have ever reported receiving what is sent there, so silence proves nothing. */
export const hopStates = ['delivered', 'waiting', 'broken', 'untraced'] as const;
export type HopState = (typeof hopStates)[number];

/** A message that was given up. */
export interface DeadLetter {
  readonly queue: string;
  /** Who put it there, and when; where only that was seen, who found it there. */
  readonly by: HopEnd;
}

/** One hand-over between services. */
export interface Hop {
  readonly kind: Carrier;
  /** Queue or route, as the sender names it; as the receiver does where the sender doesn't. */
  readonly destination: string;
  readonly messageId?: string;
  readonly state: HopState;
  /** The first sending. */
  readonly from: HopEnd;
  /** Later sendings of the same message. */
  readonly resent: readonly HopEnd[];
  /** Who received it, soonest first. */
  readonly to: readonly HopEnd[];
  /** Services that are to receive it and haven't; known from the flow, or from who received there before. */
  readonly missing: readonly string[];
  /** By when it should be received: counted from the end of its first sending. */
  readonly dueNanos: EpochNanos;
  /** The orders that its sender names; where it names none, those that its receivers do. */
  readonly orders: readonly OrderRef[];
  /** Where the message lies since it was given up; absent once it was sent again, or handled. */
  readonly deadLetter?: DeadLetter;
}

/** Which service receives what is sent somewhere: `receiverKey` to `service.name`. Grows with each delivered hop. */
export type KnownReceivers = ReadonlyMap<string, string>;

export function receiverKey(kind: Carrier, destination: string): string {
  return `${kind} ${destination}`;
}

export interface HopContext {
  readonly flow: Flow;
  readonly nowNanos: EpochNanos;
  readonly receivers: KnownReceivers;
  /** Work that began says that its message came, long before the span that took it ends and is seen. */
  readonly events?: readonly OrderEvent[];
}

function endOf(span: HopSpan): HopEnd {
  const { traceId, spanId, service, name, startNanos, statusCode } = span;
  return { traceId, spanId, service, name, timeNanos: startNanos, statusCode };
}

function soonestFirst(a: HopEnd, b: HopEnd): number {
  if (a.timeNanos !== b.timeNanos) return a.timeNanos < b.timeNanos ? -1 : 1;
  return spanRefText(a) < spanRefText(b) ? -1 : 1;
}

function byStart(spans: readonly HopSpan[]): readonly HopSpan[] {
  return [...spans].sort((a, b) => soonestFirst(endOf(a), endOf(b)));
}

function distinctOrders(spans: readonly HopSpan[]): readonly OrderRef[] {
  const orders = new Map<string, OrderRef>();
  for (const span of spans) for (const order of span.orders) orders.set(orderRefText(order), order);
  return [...orders.values()];
}

function missingReceivers(
  deadlines: HopDeadlines,
  destination: string,
  received: readonly string[],
  known: string | undefined,
): readonly string[] {
  const expected = ownValue(deadlines.receivers, destination);
  if (expected) return expected.filter((service) => !received.includes(service));
  return received.length > 0 || known === undefined ? [] : [known];
}

/** The last giving up, unless the message was sent again or handled by the same service after it. */
function deadLetterOf(
  { buriers, receivers }: HopReceipts,
  senders: readonly HopSpan[],
): DeadLetter | undefined {
  const last = byStart(buriers).findLast(
    ({ kind }) => kind === 'producer' || kind === 'client' || buriers.every((one) => one.kind === kind),
  );
  if (last === undefined) return undefined;
  const { startNanos, service } = last;
  const isOver =
    senders.some((span) => span !== last && span.startNanos > startNanos) ||
    receivers.some(
      (span) => span.service === service && span.status !== 'error' && span.startNanos > startNanos,
    );
  return isOver ? undefined : { queue: last.destination ?? '', by: endOf(last) };
}

function hopOf(receipts: HopReceipts, context: HopContext): Hop {
  const senders = byStart(receipts.senders);
  const receivers = byStart(receipts.receivers);
  const [from, ...resent] = senders.map(endOf) as [HopEnd, ...HopEnd[]];
  const sender = senders.find((span) => span.destination !== undefined);
  const destination = sender?.destination ?? receivers.find((span) => span.destination)?.destination ?? '';
  const kind = senders[0]?.carrier ?? 'message';
  const messageId = senders.find((span) => span.messageId !== undefined)?.messageId;
  const deadlines = kind === 'message' ? context.flow.messages : context.flow.requests;
  const to = receivers.map(endOf);
  const known = context.receivers.get(receiverKey(kind, destination));
  const services = to.map((end) => end.service);
  const isBurial = kind === 'message' && isDeadLetterQueue(destination, deadlines);
  const missing = isBurial ? [] : missingReceivers(deadlines, destination, services, known);
  const limitMs = ownValue(deadlines.exceptions, destination) ?? deadlines.withinMs;
  const dueNanos = from.timeNanos + (senders[0]?.durationNanos ?? 0n) + nanosFromMillis(limitMs);
  const unreceived = context.nowNanos >= dueNanos ? 'broken' : 'waiting';
  const state = missing.length > 0 ? unreceived : to.length > 0 ? 'delivered' : 'untraced';
  const sent = distinctOrders(senders);
  const orders = sent.length > 0 ? sent : distinctOrders(receivers);
  const buried = deadLetterOf(receipts, senders);
  const message = messageId === undefined ? {} : { messageId };
  const dead = buried === undefined ? {} : { deadLetter: buried };
  return { kind, destination, ...message, state, from, resent, to, missing, dueNanos, orders, ...dead };
}

/** Whether this work could be the handling of that hop, though no span says so yet. */
function couldHandle(hop: Hop, event: WorkStarted): boolean {
  return (
    hop.missing.includes(event.service) &&
    (hop.orders.length === 0 || hop.orders.some((order) => isSameOrder(order, event))) &&
    hop.from.timeNanos <= event.timeNanos + clocksApartNanos
  );
}

function receivedBy(hop: Hop, event: WorkStarted): Hop {
  const { traceId = '', spanId = '', service, work, timeNanos } = event;
  const end: HopEnd = { traceId, spanId, service, name: work, timeNanos, statusCode: '' };
  const missing = hop.missing.filter((name) => name !== service);
  return { ...hop, to: [...hop.to, end], missing, state: missing.length === 0 ? 'delivered' : hop.state };
}

/** Whether the span that took the work's message is there: then its hop is known. */
function isTaken(event: WorkStarted, spans: ReadonlyMap<string, HopSpan>): boolean {
  const seen = new Set<HopSpan>();
  let span = spans.get(`${event.traceId ?? ''}${event.spanId ?? ''}`);
  while (span && !seen.has(span)) {
    if (span.kind === 'consumer' || span.kind === 'server' || span.parentSpanId === undefined) return true;
    seen.add(span);
    span = spans.get(`${span.traceId}${span.parentSpanId}`);
  }
  return false;
}

/** Gives each piece of begun work to the last hop before it that waits for its service; its own trace's first. */
function withBegunWork(hops: readonly Hop[], begun: readonly WorkStarted[]): readonly Hop[] {
  const result = [...hops];
  for (const event of begun) {
    let best = -1;
    for (const [i, hop] of result.entries()) {
      if (!couldHandle(hop, event)) continue;
      const sameTrace = hop.from.traceId === event.traceId;
      const bestHop = result[best];
      if (!bestHop || sameTrace || bestHop.from.traceId !== event.traceId) best = i;
    }
    const hop = result[best];
    if (hop) result[best] = receivedBy(hop, event);
  }
  return result;
}

function begunUnseen(events: readonly OrderEvent[], spans: readonly HopSpan[]): readonly WorkStarted[] {
  const begun = events
    .filter((event) => event.type === 'work_started')
    .filter(({ traceId, spanId }) => traceId !== undefined && spanId !== undefined);
  if (begun.length === 0) return [];
  const byId = new Map(spans.map((span) => [spanRefText(span), span]));
  return begun
    .filter((event) => !isTaken(event, byId))
    .sort((a, b) => Number(a.timeNanos - b.timeNanos) || ((a.spanId ?? '') < (b.spanId ?? '') ? -1 : 1));
}

/**
 * The hops that these spans make, by time of sending. A PRODUCER's or CLIENT's hand-over is received by each
 * CONSUMER or SERVER span that names it as parent or link, or carries its message id; several senders of one
 * message id are one hop, sent again. A sender inside a sender (a message pushed over HTTP) hands on what the
 * inner one delivers. What is put into a queue for dead letters is no hop of its own, where it is known which message
 * was given up: it is told of that message's hop.
 *
 * Spans may come in any order, and twice.
 */
export function hopsOf(spans: Iterable<HopSpan>, context: HopContext): readonly Hop[] {
  const all = [...spans];
  const { messages } = context.flow;
  const hops = hopReceipts(all, (span) => handlesDeadLetter(span, messages)).map((receipts) =>
    hopOf(receipts, context),
  );
  hops.sort((a, b) => soonestFirst(a.from, b.from));
  return withBegunWork(hops, begunUnseen(context.events ?? [], all));
}

/** Those that name the order, or name none. */
export function hopsOfOrder(hops: readonly Hop[], order: OrderRef): readonly Hop[] {
  return hops.filter(({ orders }) => orders.length === 0 || orders.some((one) => isSameOrder(one, order)));
}

/** What delivered hops teach: who receives what is sent where. */
export function receiversOf(hops: Iterable<Hop>): Map<string, string> {
  const receivers = new Map<string, string>();
  for (const { kind, destination, to } of hops) {
    const first = to[0];
    if (first && destination !== '') receivers.set(receiverKey(kind, destination), first.service);
  }
  return receivers;
}
