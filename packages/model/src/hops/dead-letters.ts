import type { HopDeadlines } from '../flow/flow.js';
import type { HopSpan } from './hop-span.js';
import { sentNanos, type HopReceipts } from './receipts.js';

/**
 * Usual names of dead-letter queues in brokers and frameworks: `orders.dead`, `orders-dlq`, `orders.DLT`,
 * `orders/$deadletterqueue`, `orders_error`, `orders.parking-lot`, `poison-messages`.
 */
const usualName =
  /(?:^|[._:/$-])(?:dead|dl[qtx]|dead[._-]?letters?(?:[._-]?(?:queue|topic|exchange))?|errors?(?:[._-]?queue)?|skipped|parking[._-]?lot|poison(?:[._-]?(?:messages?|queue))?|undeliver(?:ed|able))(?:\.fifo)?$/i;
/** Names that may end with the application that gave the message up: `orders-dead-letter-billing`. */
const spelledOut = /(?:^|[._:/$-])(?:dead[._-]?letters?|parking[._-]?lot|poison)(?:[._:/$-]|$)/i;

/** Whether a queue is a dead-letter queue: by its usual name, or by the flow. */
export function isDeadLetterQueue(destination: string, { deadLetters = [] }: HopDeadlines): boolean {
  return deadLetters.includes(destination) || usualName.test(destination) || spelledOut.test(destination);
}

/** Whether the span puts a message into a dead-letter queue, or takes it from one. */
export function handlesDeadLetter(span: HopSpan, messages: HopDeadlines): boolean {
  return (
    span.carrier === 'message' &&
    span.destination !== undefined &&
    isDeadLetterQueue(span.destination, messages)
  );
}

/**
 * The last span that gave the message up. Absent where the message was sent again later. Also absent where the same
 * application handled it later without an error.
 */
export function deadLetterOf(receipts: HopReceipts): HopSpan | undefined {
  const { buriers, receivers, senders } = receipts;
  const last = buriers.findLast(
    ({ kind }) => kind === 'producer' || kind === 'client' || buriers.every((one) => one.kind === kind),
  );
  if (last === undefined) return undefined;
  const { startNanos, service } = last;
  const isSentAgain =
    sentNanos({ ...receipts, senders: senders.filter((span) => span !== last).slice(-1) }) > startNanos;
  const isHandled = receivers.some(
    (span) => span.service === service && span.status !== 'error' && span.startNanos > startNanos,
  );
  return isSentAgain || isHandled ? undefined : last;
}
