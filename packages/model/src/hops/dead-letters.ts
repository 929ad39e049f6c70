import type { HopDeadlines } from '../flow/flow.js';
import type { HopSpan } from './hop-span.js';

/** As brokers and frameworks name them: `orders.dead`, `orders-dlq`, `orders.DLT`, `orders/$deadletterqueue`. */
const usualName = /(?:^|[._:/$-])(?:dead|dlq|dlt|dead[._-]?letters?(?:[._-]?(?:queue|topic))?)(?:\.fifo)?$/i;

/** Whether messages that were given up are put there: by its usual name, or because the flow says so. */
export function isDeadLetterQueue(destination: string, { deadLetters = [] }: HopDeadlines): boolean {
  return deadLetters.includes(destination) || usualName.test(destination);
}

/** What puts a message into such a queue, or takes it from there. */
export function handlesDeadLetter(span: HopSpan, messages: HopDeadlines): boolean {
  return (
    span.carrier === 'message' &&
    span.destination !== undefined &&
    isDeadLetterQueue(span.destination, messages)
  );
}
