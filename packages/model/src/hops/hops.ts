import type { HopDeadlines } from '../flow/flow.js';
import { ownValue } from '../flow/own-value.js';
import type { OrderEvent, WorkStarted } from '../orders/order-event.js';
import { isSameOrder, orderRefText, type OrderRef } from '../orders/order-ref.js';
import { later, nanosFromMillis, type EpochNanos } from '../time.js';
import { answerOf } from './answers.js';
import { arrivedAt, giveContextFree, giveSigns, giveWork, unseenWork, type Arrival } from './arrivals.js';
import { noCoverage, placeKey } from './coverage.js';
import type { PlaceCoverage, Sender } from './coverage.js';
import { deadLetterOf, handlesDeadLetter, isDeadLetterQueue } from './dead-letters.js';
import { endNanos, onlyLooks, spanRefText, type Carrier, type HopSpan } from './hop-span.js';
import { judgeMissing, type ReceiptVerdict } from './missing-receipt.js';
import { contextFree, looseSigns } from './loose-signs.js';
import { destinationOf, hopReceipts, type HopReceipts } from './receipts.js';
import type { Hop, HopContext, HopEnd, Proof } from './hop.js';
import { spanGraph, type SpanGraph } from './span-graph.js';

/** Connected spans, with all sendings and the proof of their arrival. */
export interface HopMatches {
  readonly graph: SpanGraph;
  readonly arrivals: readonly Arrival[];
}

function endOf(span: HopSpan): HopEnd {
  const { traceId, spanId, service, instance, version, name, startNanos, statusCode } = span;
  return { traceId, spanId, service, instance, version, name, timeNanos: startNanos, statusCode };
}

function soonestFirst(a: HopEnd, b: HopEnd): number {
  if (a.timeNanos !== b.timeNanos) return a.timeNanos < b.timeNanos ? -1 : 1;
  return spanRefText(a) < spanRefText(b) ? -1 : 1;
}

function distinctOrders(spans: readonly HopSpan[]): readonly OrderRef[] {
  const orders = new Map<string, OrderRef>();
  for (const span of spans) for (const order of span.orders) orders.set(orderRefText(order), order);
  return [...orders.values()];
}

/** The names of a request's target that flow files may use: the whole target, its route, or its address. */
function namesOf(destination: string): readonly string[] {
  const [, rest = destination] = /^[A-Z]+ (.*)$/.exec(destination) ?? [];
  const slash = rest.indexOf('/');
  return slash < 0 ? [destination, rest] : [destination, rest, rest.slice(slash), rest.slice(0, slash)];
}

function valueAt<T>(values: Readonly<Record<string, T>> | undefined, destination: string): T | undefined {
  if (values === undefined) return undefined;
  for (const name of namesOf(destination)) {
    const value = ownValue(values, name);
    if (value !== undefined) return value;
  }
  return undefined;
}

interface Place {
  readonly kind: Carrier;
  readonly destination: string;
  readonly sender: Sender;
}

function senderOf({ service = '', instance, version }: Partial<HopSpan> = {}): Sender {
  return { service, instance, version };
}

function placeOf(receipts: HopReceipts): Place {
  const { senders, receivers } = receipts;
  const destination =
    destinationOf(receipts) ?? receivers.find((span) => span.destination)?.destination ?? '';
  return { kind: senders[0]?.carrier ?? 'message', destination, sender: senderOf(senders[0]) };
}

function deadlinesOf({ flow }: HopContext, kind: Carrier): HopDeadlines {
  return kind === 'message' ? flow.messages : flow.requests;
}

function expectedAt(place: Place, context: HopContext): readonly string[] {
  const { kind, destination, sender } = place;
  const deadlines = deadlinesOf(context, kind);
  if (kind === 'message' && isDeadLetterQueue(destination, deadlines)) return [];
  const declared = valueAt(deadlines.receivers, destination);
  if (declared) return declared;
  const known = (context.coverage ?? noCoverage).at(placeKey(kind, destination), sender);
  return known === undefined ? [] : [known.receiver];
}

/** Matches sendings with the proof of their arrival. */
export function matchHops(graph: SpanGraph, context: HopContext): HopMatches {
  const { messages } = context.flow;
  const receipts = hopReceipts(graph, (span) => handlesDeadLetter(span, messages));
  const arrivals = receipts
    .map((one): Arrival => {
      const expected = expectedAt(placeOf(one), context);
      return { receipts: one, expected, contextFree: [], signs: [], work: [] };
    })
    .sort((a, b) => soonestFirst(senderEnd(a), senderEnd(b)));
  const matched = new Set(receipts.flatMap(({ receivers, buriers }) => [...receivers, ...buriers]));
  giveSigns(arrivals, looseSigns(graph, context));
  giveContextFree(
    arrivals,
    contextFree(graph, (span) => matched.has(span), context.ref).toSorted((a, b) =>
      soonestFirst(endOf(a), endOf(b)),
    ),
  );
  giveWork(arrivals, begunUnseen(context.events ?? [], graph));
  return { graph, arrivals };
}

function senderEnd({ receipts }: Arrival): HopEnd {
  const [first] = receipts.senders;
  if (first === undefined) throw new RangeError('A sending has a sender.');
  return endOf(first);
}

/** Whether the span that received the work's message was seen. Its hop is then known. */
function isTaken({ traceId = '', spanId = '' }: WorkStarted, graph: SpanGraph): boolean {
  const [span] = graph.at({ traceId, spanId });
  if (span === undefined) return false;
  const chain = [span, ...graph.ancestorsOf(span)];
  return (
    chain.some(({ kind }) => kind === 'consumer' || kind === 'server') ||
    chain.at(-1)?.parentSpanId === undefined
  );
}

function begunUnseen(events: readonly OrderEvent[], graph: SpanGraph): readonly WorkStarted[] {
  return events
    .filter((event) => event.type === 'work_started')
    .filter(({ traceId, spanId }) => traceId !== undefined && spanId !== undefined)
    .filter((event) => !isTaken(event, graph))
    .sort((a, b) => Number(a.timeNanos - b.timeNanos) || ((a.spanId ?? '') < (b.spanId ?? '') ? -1 : 1));
}

function workEnd({ traceId = '', spanId = '', service, work, timeNanos }: WorkStarted): HopEnd {
  return { traceId, spanId, service, name: work, timeNanos, statusCode: '' };
}

function endsOf(arrival: Arrival): readonly HopEnd[] {
  const { receipts, contextFree: loose, signs, work } = arrival;
  const seen = [...receipts.receivers, ...loose];
  const shown = seen.length > 0 ? seen : receipts.below.slice(0, 1);
  const unseen = signs.map(({ traceId, spanId, name, firstNanos, ...sign }): HopEnd => ({
    traceId,
    spanId,
    ...senderOf(sign),
    name,
    timeNanos: firstNanos,
    statusCode: '',
  }));
  const services = new Set(shown.map(({ service }) => service));
  const begun = [...unseen, ...work.map(workEnd)].filter(({ service }) => !services.has(service));
  return [...shown.map(endOf), ...begun].sort(soonestFirst);
}

function proofOf(arrival: Arrival, isAnswered: boolean): Proof | undefined {
  const { receipts, contextFree: loose, signs, work } = arrival;
  if (receipts.receivers.some(({ forwards }) => forwards !== true)) return 'receiver';
  if (receipts.below.length > 0) return 'below';
  if (loose.length > 0) return 'without_context';
  if (work.length > 0) return 'work';
  if (signs.length > 0) return 'unfinished';
  return isAnswered ? 'answer' : undefined;
}

/** The deadline of a receipt: after its delay, within the limit of the flow or the usual time there. */
function dueOf({ senders }: HopReceipts, limitMs: number, coverage: PlaceCoverage | undefined): EpochNanos {
  const [first] = senders;
  const sent = first === undefined ? 0n : endNanos(first);
  const delayed = senders.map(({ notBeforeNanos }) => notBeforeNanos ?? sent).reduce(later, sent);
  return delayed + later(nanosFromMillis(limitMs), (coverage?.usualNanos ?? 0n) * 2n);
}

function missingOf(arrival: Arrival, declared: boolean, isAnswered: boolean): readonly string[] {
  const arrived = arrivedAt(arrival);
  if (declared) return arrival.expected.filter((service) => !arrived.has(service));
  return arrived.size > 0 || isAnswered ? [] : arrival.expected;
}

function hopOf(arrival: Arrival, context: HopContext): Hop {
  const { receipts } = arrival;
  const { senders } = receipts;
  const [from, ...resent] = senders.map(endOf) as [HopEnd, ...HopEnd[]];
  const place = placeOf(receipts);
  const { kind, destination } = place;
  const deadlines = deadlinesOf(context, kind);
  const coverage = (context.coverage ?? noCoverage).at(placeKey(kind, destination), place.sender);
  const declared = valueAt(deadlines.receivers, destination) !== undefined;
  const isAnswered = kind === 'request' && senders.some((sender) => answerOf(sender) !== 'none');
  const proof = proofOf(arrival, isAnswered);
  const to = endsOf(arrival);
  const isLook = kind === 'request' && senders.every(onlyLooks);
  const missing = isLook ? [] : missingOf(arrival, declared, isAnswered);
  const limitMs = valueAt(deadlines.exceptions, destination) ?? deadlines.withinMs;
  const dueNanos = dueOf(receipts, limitMs, coverage);
  const judged: ReceiptVerdict =
    missing.length > 0
      ? judgeMissing({ senders, from, missing, dueNanos, declared, coverage }, context)
      : { state: proof === undefined ? 'untraced' : 'delivered' };
  const sent = distinctOrders(senders);
  const messageId = senders.find((span) => span.messageId !== undefined)?.messageId;
  const item = senders.find((span) => span.item !== undefined)?.item;
  const buried = deadLetterOf(receipts);
  const unfinished = unseenWork(arrival);
  const optional = valueAtList(deadlines.optional, destination);
  const handlers = [...receipts.receivers, ...arrival.contextFree];
  const handled = handlers.some((span) => span.forwards !== true && span.status !== 'error');
  return {
    kind,
    destination,
    messageId,
    item,
    state: judged.state,
    concludableNanos: judged.concludableNanos,
    certainty: judged.certainty,
    from,
    resent,
    to,
    missing,
    proof,
    dueNanos,
    coverage,
    orders: sent.length > 0 ? sent : distinctOrders(receipts.receivers),
    deadLetter: buried === undefined ? undefined : { queue: buried.destination ?? '', by: endOf(buried) },
    unfinished,
    optional: optional || undefined,
    handled: handled || undefined,
    declared: declared || undefined,
    movedOn: ((proof === undefined || proof === 'unfinished') && hasMovedOn(from, context)) || undefined,
    ...seenAfter(handlers, senders),
    sampledShare: sampledShareOf(handlers, senders),
    sendFailed: senders[0]?.status === 'error' || undefined,
    survived: undefined,
  };
}

function hasMovedOn(from: HopEnd, { lifeAfter }: HopContext): boolean {
  return lifeAfter !== undefined && lifeAfter(from, '') !== 'none';
}

/**
 * Share of receipts that the first receiver's sampler keeps. In the sender's trace, a sampler only decides on what the
 * sender's kept.
 */
function sampledShareOf([first]: readonly HopSpan[], [sender]: readonly HopSpan[]): number | undefined {
  const share = first?.sampledShare;
  if (share === undefined || first?.traceId !== sender?.traceId) return share;
  return Math.min(1, share / (sender?.sampledShare ?? 1));
}

function seenAfter(
  handlers: readonly HopSpan[],
  [sender]: readonly HopSpan[],
): Pick<Hop, 'seenAfterNanos' | 'handlingNanos'> {
  const [first] = handlers;
  if (first === undefined || sender === undefined)
    return { seenAfterNanos: undefined, handlingNanos: undefined };
  const nanos = endNanos(first) - endNanos(sender);
  return { seenAfterNanos: later(nanos, 0n), handlingNanos: first.durationNanos };
}

function valueAtList(list: readonly string[] | undefined, destination: string): boolean {
  return list !== undefined && namesOf(destination).some((name) => list.includes(name));
}

/** The two sides of matched sendings, sorted by sending time. */
export function hopEndsOfMatches({ arrivals }: HopMatches): readonly Pick<Hop, 'from' | 'to'>[] {
  return arrivals.map((arrival) => ({ from: senderEnd(arrival), to: endsOf(arrival) }));
}

/** The hops of matched sendings, sorted by sending time. */
export function hopsOfMatches({ arrivals }: HopMatches, context: HopContext): readonly Hop[] {
  return arrivals.map((arrival) => hopOf(arrival, context));
}

/**
 * The hops of these spans, sorted by sending time: one for each message and each request. Spans may come in any order,
 * and twice.
 */
export function hopsOf(spans: Iterable<HopSpan>, context: HopContext): readonly Hop[] {
  return hopsOfMatches(matchHops(spanGraph(spans), context), context);
}

/** The hops that name the order, or no order. */
export function hopsOfOrder(hops: readonly Hop[], order: OrderRef): readonly Hop[] {
  return hops.filter(({ orders }) => orders.length === 0 || orders.some((one) => isSameOrder(one, order)));
}
