import { spanRefText, type SpanRef } from '../hops/hop-span.js';
import type { DeadLetter, Hop } from '../hops/hop.js';
import type { Evidence } from '../orders/order.js';
import type { Finding } from './finding.js';
import { errorDetails, type OrderError } from './order-errors.js';
import type { ProgressCheck } from './progress.js';
import type { StageView } from './stage-view.js';

/** A message in a dead-letter queue. */
export interface GivenUpMessage {
  readonly hop: Hop;
  readonly deadLetter: DeadLetter;
}

/** Whether another message replaced this one after it was given up, and was handled without an error. */
function isReplaced(hop: Hop, { by }: DeadLetter, hops: readonly Hop[]): boolean {
  return hops.some(
    (other) =>
      other !== hop &&
      other.handled === true &&
      other.destination === hop.destination &&
      other.from.timeNanos > by.timeNanos,
  );
}

/** Messages that were given up and after which the order has not moved on. */
export function givenUp(hops: readonly Hop[], movedOnAfter: ProgressCheck): readonly GivenUpMessage[] {
  return hops.flatMap((hop) => {
    const { deadLetter } = hop;
    if (deadLetter === undefined || hop.optional === true || isReplaced(hop, deadLetter, hops)) return [];
    if (movedOnAfter(deadLetter.by.service, deadLetter.by.timeNanos)) return [];
    return [{ hop, deadLetter }];
  });
}

/** Whether the error is the reason why the message was given up, or the answer that its sender got. */
export function isOfGivenUp(error: OrderError, all: readonly GivenUpMessage[]): boolean {
  return all.some(({ hop }) => isOfHop(error, hop));
}

function isOfHop(error: OrderError, { from, resent, to }: Hop): boolean {
  const ends = new Set([from, ...resent, ...to].map(spanRefText));
  return ends.has(spanRefText(error)) || ends.has(spanRefText(error.cause));
}

/**
 * The finding for a message that was given up. It holds at once, because such a message is not retried automatically.
 */
export function giveUpFinding(
  { hop, deadLetter: { queue, by } }: GivenUpMessage,
  errors: readonly OrderError[],
  view: StageView,
): Finding {
  const receivedBy = hop.to.map((end) => spanRefText(end));
  const cause = errors.find((error) => receivedBy.includes(spanRefText(error)))?.cause;
  const span = ({ traceId, spanId }: SpanRef): Evidence => ({ type: 'span', traceId, spanId });
  return {
    situation: 'failed',
    code: 'message_dead_lettered',
    certainty: 'proven',
    fromNanos: by.timeNanos,
    sinceNanos: by.timeNanos,
    owner: by.service,
    services: [],
    details: {
      stage: view.stage,
      destination: hop.destination,
      dead_letter_queue: queue,
      sender: hop.from.service,
      receiver: by.service,
      ...(cause && { cause_application: cause.service, cause_operation: cause.name }),
      ...errorDetails(cause),
    },
    evidence: [
      { type: 'hop', traceId: hop.from.traceId, spanId: hop.from.spanId },
      span(by),
      ...(cause ? [span(cause)] : []),
    ],
  };
}
