import { answerOf } from '../hops/answers.js';
import type { Arrival } from '../hops/arrivals.js';
import { endNanos, roleOf, spanRefText, type HopSpan } from '../hops/hop-span.js';
import { destinationOf, sentNanos } from '../hops/receipts.js';
import { pushTo, type SpanGraph } from '../hops/span-graph.js';
import type { EpochNanos } from '../time.js';
import { hasFailed } from './failures.js';

/** Context that distinguishes one item of work from another of the same kind. */
export interface WorkItems {
  readonly graph: SpanGraph;
  readonly arrivals: readonly Arrival[];
  readonly received: ReadonlyMap<HopSpan, readonly Arrival[]>;
  /** The order's spans by `operationKey`. */
  readonly byOperation: ReadonlyMap<string, readonly HopSpan[]>;
}

function operationKey({ kind, service, name, destination = '' }: HopSpan): string {
  return `${kind}\n${service}\n${name}\n${destination}`;
}

/** The spans by their operation. */
export function spansByOperation(spans: readonly HopSpan[]): ReadonlyMap<string, readonly HopSpan[]> {
  const byOperation = new Map<string, HopSpan[]>();
  for (const span of spans) pushTo(byOperation, operationKey(span), span);
  return byOperation;
}

function differ(a: string | undefined, b: string | undefined): boolean {
  return a !== undefined && b !== undefined && a !== b;
}

/** The item of a span, else of its sending, where each sending is about one item. */
function itemOf(span: HopSpan, { received }: WorkItems): string | undefined {
  if (span.item !== undefined) return span.item;
  const items = (received.get(span) ?? []).flatMap(({ receipts }) =>
    receipts.senders.flatMap(({ item }) => item ?? []),
  );
  return items[0];
}

/**
 * Whether `next` retries the work of `first`. Both must be the same operation, and must not name different items.
 * In addition, one of these must hold:
 * - both are on the same message;
 * - the message of `next` was sent only after `first` had failed;
 * - no sending of `next` is known, and their message ids do not differ.
 */
export function isFurtherTry(first: HopSpan, next: HopSpan, items: WorkItems): boolean {
  if (operationKey(first) !== operationKey(next) || differ(itemOf(first, items), itemOf(next, items)))
    return false;
  if (first.messageId !== undefined && first.messageId === next.messageId) return true;
  const [sent, sentNext] = [items.received.get(first) ?? [], items.received.get(next) ?? []];
  if (sentNext.some((arrival) => sent.includes(arrival))) return true;
  if (sentNext.length > 0) return sentNext.some(({ receipts }) => isSentAfter(receipts.senders, first));
  return !differ(first.messageId, next.messageId);
}

function isSentAfter(senders: readonly HopSpan[], failed: HopSpan): boolean {
  const nanos = sentNanos({ senders: senders.slice(-1), refs: [] });
  return nanos >= endNanos(failed);
}

/** Whether a queue holds messages to retry, such as `orders-retry-0` or `orders.delay.5000`. */
function isRetryQueue(destination: string, original: string): boolean {
  if (destination === original) return true;
  return (
    destination.includes(original) && /(?:^|[._:/-])(?:retry|retries|delay(?:ed)?|backoff)/i.test(destination)
  );
}

/** The queue that a consumer took its message from, as the consumer names it, else as the sender does. */
function queueOf(consumer: HopSpan, { received }: WorkItems): string | undefined {
  const [arrival] = received.get(consumer) ?? [];
  return consumer.destination ?? (arrival && destinationOf(arrival.receipts));
}

/** The sendings of a failed consumer that pass its message on for a retry. */
function sentOn(failed: HopSpan, items: WorkItems): readonly Arrival[] {
  const { graph, arrivals } = items;
  const queue = queueOf(failed, items);
  const isFrom = (span: HopSpan): boolean =>
    graph.isBelow(span, failed) || span.links.some((link) => spanRefText(link) === spanRefText(failed));
  return arrivals.filter(({ receipts }) => {
    const [sender] = receipts.senders;
    if (sender?.carrier !== 'message' || receipts.buriers.length > 0) return false;
    const { messageId } = failed;
    const isSame = messageId !== undefined && sender.messageId === messageId;
    const isRetry = queue !== undefined && isRetryQueue(destinationOf(receipts) ?? '', queue);
    return (isSame || isRetry) && receipts.senders.some(isFrom);
  });
}

function hasSucceeded(span: HopSpan): boolean {
  return !hasFailed(span) && span.willRetry !== true;
}

function handlersOf({ receipts, contextFree }: Arrival): readonly HopSpan[] {
  return [...receipts.receivers, ...contextFree];
}

/**
 * Whether a failed consumer passed its message on for a retry. The verdict is then on the new message, unless that
 * failed too.
 */
function isPassedOn(failed: HopSpan, items: WorkItems): boolean {
  if (roleOf(failed) !== 'receiver') return false;
  return sentOn(failed, items).some((arrival) => {
    const handlers = handlersOf(arrival);
    return handlers.length === 0 ? arrival.expected.length > 0 : handlers.some(hasSucceeded);
  });
}

/** A message passed on for a retry, to a place without a known receiver. */
export interface RetryMessage {
  readonly destination: string;
  /** Earliest time of its delivery. */
  readonly nanos: EpochNanos;
}

/** The last message that a failed consumer passed on, while nobody has taken it; absent where there is none. */
export function passedOn(failed: HopSpan, items: WorkItems): RetryMessage | undefined {
  if (roleOf(failed) !== 'receiver') return undefined;
  return sentOn(failed, items)
    .filter((arrival) => handlersOf(arrival).length === 0)
    .flatMap(({ receipts }) => receipts.senders)
    .map((sender) => ({
      destination: sender.destination ?? '',
      nanos: sender.notBeforeNanos ?? endNanos(sender),
    }))
    .reduce<RetryMessage | undefined>(
      (last, one) => (last === undefined || one.nanos > last.nanos ? one : last),
      undefined,
    );
}

/** Whether a call without an answer still arrived. The verdict is then on its handling. */
function isReceived(failed: HopSpan, { arrivals }: WorkItems): boolean {
  if (roleOf(failed) !== 'sender' || answerOf(failed) !== 'none') return false;
  return arrivals.some(
    (arrival) =>
      arrival.receipts.senders.includes(failed) &&
      (arrival.signs.length > 0 || handlersOf(arrival).some(hasSucceeded)),
  );
}

/** Whether a failure is healed: the same work succeeded later, or was passed on for a retry elsewhere. */
export function isHealed(failed: HopSpan, items: WorkItems): boolean {
  const succeeded = (items.byOperation.get(operationKey(failed)) ?? []).some(
    (span) => span.startNanos > failed.startNanos && hasSucceeded(span) && isFurtherTry(failed, span, items),
  );
  return succeeded || isPassedOn(failed, items) || isReceived(failed, items);
}
