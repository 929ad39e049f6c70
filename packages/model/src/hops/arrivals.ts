import type { WorkStarted } from '../orders/order-event.js';
import { isSameOrder, type OrderRef } from '../orders/order-ref.js';
import { clocksApartNanos } from '../stages/transition-order.js';
import { earlier, later, type EpochNanos } from '../time.js';
import type { HopSpan } from './hop-span.js';
import type { LooseSign } from './loose-signs.js';
import { destinationOf, sentNanos, type HopReceipts } from './receipts.js';
import { pushTo } from './span-graph.js';

/** A sending with all proof of its arrival, and the receivers that are still missing. */
export interface Arrival {
  readonly receipts: HopReceipts;
  /** Applications that should receive it; empty where none is known. */
  readonly expected: readonly string[];
  /** Receivers that name neither sender nor message. The missing receiver was probably one of these. */
  readonly contextFree: HopSpan[];
  readonly signs: LooseSign[];
  readonly work: WorkStarted[];
}

/** Applications with any proof of receipt. */
export function arrivedAt(arrival: Arrival): ReadonlySet<string> {
  const { receipts, contextFree, signs, work } = arrival;
  const spans = [...receipts.receivers.filter(({ forwards }) => forwards !== true), ...receipts.below];
  return new Set([...spans, ...contextFree, ...signs, ...work].map(({ service }) => service));
}

function isSentBefore({ receipts }: Arrival, timeNanos: EpochNanos): boolean {
  return sentNanos(receipts) <= timeNanos + clocksApartNanos;
}

function isSenderOf({ receipts }: Arrival, service: string): boolean {
  return receipts.senders.some((sender) => sender.service === service);
}

/** Whether this sending still misses its arrival at the application. */
function lacks(arrival: Arrival, service: string): boolean {
  const { expected } = arrival;
  const arrived = arrivedAt(arrival);
  if (arrived.has(service)) return false;
  return expected.length === 0
    ? arrived.size === 0 && !isSenderOf(arrival, service)
    : expected.includes(service);
}

/**
 * Assigns each sign of unseen work to a sending: the last one before it in its trace that still misses this arrival.
 */
export function giveSigns(arrivals: readonly Arrival[], signs: readonly LooseSign[]): void {
  for (const sign of signs) {
    const inTrace = arrivals.filter(
      (arrival) =>
        arrival.receipts.senders.some(({ traceId }) => traceId === sign.traceId) &&
        isSentBefore(arrival, sign.firstNanos) &&
        lacks(arrival, sign.service),
    );
    const before = inTrace.filter(({ receipts }) => sentNanos(receipts) <= sign.firstNanos);
    (before.at(-1) ?? inTrace[0])?.signs.push(sign);
  }
}

function orderOf({ receipts }: Arrival): readonly OrderRef[] {
  return receipts.senders.flatMap(({ orders }) => orders);
}

/** Assigns each begun work without a span to the last hop before it that waits for its application. */
export function giveWork(arrivals: readonly Arrival[], begun: readonly WorkStarted[]): void {
  for (const event of begun) {
    const waiting = arrivals.filter((arrival) => {
      const orders = orderOf(arrival);
      const isOwn = orders.length === 0 || orders.some((order) => isSameOrder(order, event));
      return isOwn && arrival.expected.includes(event.service) && lacks(arrival, event.service)
        ? isSentBefore(arrival, event.timeNanos)
        : false;
    });
    const inTrace = waiting.filter(({ receipts }) =>
      receipts.senders.some(({ traceId }) => traceId === event.traceId),
    );
    (inTrace.at(-1) ?? waiting.at(-1))?.work.push(event);
  }
}

/** Key of the place of a message. All requests share one, because the two sides name their place differently. */
function sharedPlace(carrier: HopSpan['carrier'], destination: string | undefined): string {
  return carrier === 'message' ? `message ${destination}` : (carrier ?? '');
}

function arrivalsByPlace(arrivals: readonly Arrival[]): ReadonlyMap<string, readonly Arrival[]> {
  const byPlace = new Map<string, Arrival[]>();
  for (const arrival of arrivals) {
    const { receipts } = arrival;
    pushTo(byPlace, sharedPlace(receipts.senders[0]?.carrier, destinationOf(receipts)), arrival);
  }
  return byPlace;
}

/** Whether the receiver may belong to a sending at the same `sharedPlace`. */
function isPossible({ receipts }: Arrival, receiver: HopSpan): boolean {
  const { messageId } = receiver;
  const ids = receipts.senders.flatMap((sender) => sender.messageId ?? []);
  if (messageId !== undefined && ids.length > 0 && !ids.includes(messageId)) return false;
  return receiver.carrier === 'message' || isSameRoute(destinationOf(receipts) ?? '', receiver);
}

/** Whether a target such as `POST billing:80/orders/*` matches the route `/orders/{id}` of a POST. */
function isSameRoute(sent: string, { destination = '', method }: HopSpan): boolean {
  const [, sentMethod = '', path = ''] = /^(?:([A-Z]+) )?[^/]*(\/.*)?$/.exec(sent) ?? [];
  if (method !== undefined && sentMethod !== '' && method !== sentMethod) return false;
  const one = path.split('/');
  const other = destination.split('/');
  return (
    one.length === other.length &&
    one.every((part, i) => part === other[i] || part === '*' || /^[{:<]/.test(other[i] ?? ''))
  );
}

function hasSucceeded({ receipts, contextFree }: Arrival): boolean {
  return [...receipts.receivers, ...contextFree].some(({ status }) => status !== 'error');
}

/**
 * Assigns each receiver without context to one sending of its order and place. The first of these is chosen:
 * - the oldest that has no receiver;
 * - as a further try, the oldest that has not been handled without an error so far;
 * - the last sending.
 */
export function giveContextFree(arrivals: readonly Arrival[], receivers: readonly HopSpan[]): void {
  const byPlace = arrivalsByPlace(arrivals);
  for (const receiver of receivers) {
    const { carrier, destination, startNanos } = receiver;
    const fitting = (byPlace.get(sharedPlace(carrier, destination)) ?? []).filter(
      (arrival) => isPossible(arrival, receiver) && isSentBefore(arrival, startNanos),
    );
    const waiting = fitting.find((arrival) => lacks(arrival, receiver.service));
    const failing = fitting.find((arrival) => !hasSucceeded(arrival));
    (waiting ?? failing ?? fitting.at(-1))?.contextFree.push(receiver);
  }
}

/** First and last time at which signs of unseen work were seen. */
export function unseenWork({ receipts, signs, contextFree }: Arrival):
  | {
      readonly service: string;
      readonly firstNanos: EpochNanos;
      readonly lastNanos: EpochNanos;
      readonly spanId: string;
      readonly traceId: string;
    }
  | undefined {
  if (receipts.receivers.length > 0 || contextFree.length > 0) return undefined;
  const [first] = signs;
  if (first === undefined) return undefined;
  const firstNanos = signs.map((sign) => sign.firstNanos).reduce(earlier);
  const lastNanos = signs.map((sign) => sign.lastNanos).reduce(later);
  return {
    service: first.service,
    traceId: first.traceId,
    spanId: first.spanId,
    firstNanos,
    lastNanos,
  };
}
