import type { HopDeadlines } from '../flow/flow.js';
import type { HopSpan } from './hop-span.js';
import { sentNanos, type HopReceipts } from './receipts.js';

/**
 * As brokers and frameworks name them: `orders.dead`, `orders-dlq`, `orders.DLT`, `orders/$deadletterqueue`,
 * `orders_error`, `orders.parking-lot`, `poison-messages`.
 */
const usualName =
  /(?:^|[._:/$-])(?:dead|dl[qtx]|dead[._-]?letters?(?:[._-]?(?:queue|topic|exchange))?|errors?(?:[._-]?queue)?|skipped|parking[._-]?lot|poison(?:[._-]?(?:messages?|queue))?|undeliver(?:ed|able))(?:\.fifo)?$/i;
/** `orders-dead-letter-billing`: the name of who gave it up may follow. */
const spelledOut = /(?:^|[._:/$-])(?:dead[._-]?letters?|parking[._-]?lot|poison)(?:[._:/$-]|$)/i;

/** Whether messages that were given up are put there: by its usual name, or because the flow says so. */
export function isDeadLetterQueue(destination: string, { deadLetters = [] }: HopDeadlines): boolean {
  return deadLetters.includes(destination) || usualName.test(destination) || spelledOut.test(destination);
}

/** What puts a message into such a queue, or takes it from there. */
export function handlesDeadLetter(span: HopSpan, messages: HopDeadlines): boolean {
  return (
    span.carrier === 'message' &&
    span.destination !== undefined &&
    isDeadLetterQueue(span.destination, messages)
  );
}

/** The last giving up, unless the message was sent again or handled well by the same application after it. */
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
