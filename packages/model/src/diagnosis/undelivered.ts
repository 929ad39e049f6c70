import { spanRefText, type SpanRef } from '../hops/hop-span.js';
import type { Hop, HopEnd } from '../hops/hops.js';
import { millisFromNanos } from '../time.js';
import type { Finding } from './finding.js';
import type { OrderError } from './order-errors.js';
import type { MovedOnAfter } from './progress.js';
import type { StageView } from './stage-view.js';

/** What one service sent to one place and nobody has received, however often it was sent. */
export interface Undelivered {
  /** The first of them: deadlines count from it. */
  readonly hop: Hop;
  /** All sendings, the first one included. */
  readonly sendings: readonly HopEnd[];
}

function isSamePlace(a: Hop, b: Hop): boolean {
  return a.kind === b.kind && a.destination === b.destination && a.from.service === b.from.service;
}

/** Another message sent to the same place later, and received: the way is open again. */
function sentAgain(hop: Hop, hops: readonly Hop[]): boolean {
  return hops.some(
    (other) =>
      other.state === 'delivered' && isSamePlace(other, hop) && other.from.timeNanos > hop.from.timeNanos,
  );
}

/** What is on its way, or lost on it, and still matters: the order has not moved on since. `hops` by time. */
export function undelivered(hops: readonly Hop[], movedOnAfter: MovedOnAfter): readonly Undelivered[] {
  const open: { hop: Hop; sendings: HopEnd[] }[] = [];
  for (const hop of hops) {
    if (hop.missing.length === 0 || movedOnAfter(hop.from.service, hop.from.timeNanos)) continue;
    if (sentAgain(hop, hops)) continue;
    const known = open.find((one) => isSamePlace(one.hop, hop));
    if (known === undefined) open.push({ hop, sendings: [hop.from, ...hop.resent] });
    else known.sendings.push(hop.from, ...hop.resent);
  }
  return open;
}

function spansOf(error: OrderError): readonly SpanRef[] {
  return [error, error.cause];
}

/** Whether what failed is the sending of something that nobody received: then that is what is wrong, at every try. */
export function isSending(error: OrderError, all: readonly Undelivered[]): boolean {
  return all.some(({ sendings }) => sendings.some((sending) => isOf(error, sending)));
}

function isOf(error: OrderError, sending: SpanRef): boolean {
  return spansOf(error).some((span) => spanRefText(span) === spanRefText(sending));
}

export function brokenHop(
  { hop, sendings }: Undelivered,
  errors: readonly OrderError[],
  view: StageView,
): Finding {
  const receiver = hop.missing[0] ?? '';
  const { traceId, spanId, service, timeNanos } = hop.from;
  const failed = errors.filter((error) => sendings.some((sending) => isOf(error, sending)));
  const failedTries = failed.reduce((sum, error) => sum + error.tries, 0);
  return {
    situation: 'lost',
    code: hop.kind === 'message' ? 'message_not_consumed' : 'request_not_received',
    fromNanos: hop.dueNanos,
    sinceNanos: timeNanos,
    owner: receiver || service,
    services: hop.missing,
    details: {
      stage: view.stage,
      destination: hop.destination,
      sender: service,
      receiver,
      allowed_ms: millisFromNanos(hop.dueNanos - timeNanos),
      ...(failedTries === 0 ? {} : { failed_tries: failedTries }),
    },
    evidence: [
      { type: 'hop', traceId, spanId },
      ...failed.map(({ cause }) => ({ type: 'span' as const, traceId: cause.traceId, spanId: cause.spanId })),
    ],
  };
}
