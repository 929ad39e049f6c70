import { definedFields } from '@ordertrace/conventions';
import { spanRefText, type SpanRef } from '../hops/hop-span.js';
import type { Hop, HopEnd } from '../hops/hop.js';
import { millisFromNanos } from '../time.js';
import type { Finding } from './finding.js';
import { errorDetails, type OrderError } from './order-errors.js';
import type { ProgressCheck } from './progress.js';
import type { StageView } from './stage-view.js';

/** Everything that one service sent to one place and that has no known receiver, with all its sendings. */
export interface UndeliveredSending {
  /** The first sending; deadlines count from it. */
  readonly hop: Hop;
  /** All sendings, the first one included. */
  readonly sendings: readonly HopEnd[];
}

function isSamePlace(a: Hop, b: Hop): boolean {
  return a.kind === b.kind && a.destination === b.destination;
}

function isSameItem(a: Hop, b: Hop): boolean {
  return a.item === undefined || b.item === undefined || a.item === b.item;
}

/**
 * Whether the same thing was sent again and received. The second sender is the same one after a failed sending, or
 * another application after the deadline. A parallel sending replaces nothing, because an order may have several
 * messages to one place.
 */
export function isReplaced(hop: Hop, hops: readonly Hop[]): boolean {
  return hops.some(
    (other) =>
      other.state === 'delivered' &&
      isSamePlace(other, hop) &&
      isSameItem(other, hop) &&
      other.from.timeNanos > hop.from.timeNanos &&
      (other.from.service === hop.from.service
        ? hop.sendFailed === true
        : other.from.timeNanos >= hop.dueNanos),
  );
}

function isOpen(hop: Hop): boolean {
  return hop.missing.length > 0 && hop.optional !== true && hop.survived !== true;
}

/** Sendings that are in transit or lost, and after which the order has not moved on. `hops` must be sorted by time. */
export function undelivered(
  hops: readonly Hop[],
  movedOnAfter: ProgressCheck,
): readonly UndeliveredSending[] {
  const open: { hop: Hop; sendings: HopEnd[] }[] = [];
  for (const hop of hops) {
    if (!isOpen(hop) || movedOnAfter(hop.from.service, hop.from.timeNanos) || isReplaced(hop, hops)) continue;
    const known = open.find(
      (one) =>
        isSamePlace(one.hop, hop) && isSameItem(one.hop, hop) && one.hop.from.service === hop.from.service,
    );
    if (known === undefined) open.push({ hop, sendings: [hop.from, ...hop.resent] });
    else known.sendings.push(hop.from, ...hop.resent);
  }
  return open;
}

function isOf(error: OrderError, sending: SpanRef): boolean {
  return [error, error.cause].some((span) => spanRefText(span) === spanRefText(sending));
}

function failsToSend(error: OrderError, { sendings }: UndeliveredSending): boolean {
  return sendings.some((sending) => isOf(error, sending));
}

/**
 * Whether the failed operation is the sending of something undelivered. The undelivered sending is then the finding, at
 * every try.
 */
export function isSending(error: OrderError, all: readonly UndeliveredSending[]): boolean {
  return all.some((one) => failsToSend(error, one) && (one.hop.kind === 'message' || error.isCall));
}

/** Whether a call failed and its caller failed with it. The caller's failure is then the finding. */
export function hasFailedWithCaller(one: UndeliveredSending, errors: readonly OrderError[]): boolean {
  return one.hop.kind === 'request' && errors.some((error) => !error.isCall && failsToSend(error, one));
}

/** How often sendings to this place are seen to arrive, as whole numbers for people. */
export function coverageDetails({ coverage }: Hop): Readonly<Record<string, number>> {
  if (coverage === undefined) return {};
  const { instances } = coverage;
  const seen = Math.round(coverage.seen);
  return {
    coverage_seen: seen,
    coverage_total: seen + Math.round(coverage.unseen),
    ...(instances === undefined
      ? {}
      : { instances_known: instances.known, instances_never_seen: instances.neverSeen }),
  };
}

function hopEvidence({ from }: Hop): Finding['evidence'][number] {
  return { type: 'hop', traceId: from.traceId, spanId: from.spanId };
}

export function brokenHop(
  { hop, sendings }: UndeliveredSending,
  errors: readonly OrderError[],
  view: StageView,
): Finding {
  const receiver = hop.missing[0] ?? '';
  const { service, timeNanos } = hop.from;
  const failed = errors.filter((error) => sendings.some((sending) => isOf(error, sending)));
  const failedTries = failed.reduce((sum, error) => sum + error.tries, 0);
  return {
    ...codeOf(hop),
    fromNanos: hop.concludableNanos ?? hop.dueNanos,
    sinceNanos: timeNanos,
    owner: receiver || service,
    services: hop.missing,
    details: {
      stage: view.stage,
      destination: hop.destination,
      sender: service,
      receiver,
      allowed_ms: millisFromNanos(hop.dueNanos - timeNanos),
      ...coverageDetails(hop),
      ...definedFields({ item: hop.item }),
      ...(failedTries === 0 ? {} : { failed_tries: failedTries }),
      ...errorDetails(failed.at(-1)?.cause),
    },
    evidence: [
      hopEvidence(hop),
      ...failed.map(({ cause }) => ({ type: 'span' as const, traceId: cause.traceId, spanId: cause.spanId })),
    ],
  };
}

function codeOf({ kind, certainty }: Hop): Pick<Finding, 'situation' | 'code' | 'certainty'> {
  const code = kind === 'message' ? 'message_not_consumed' : 'request_not_received';
  return { situation: 'lost', code, certainty: certainty ?? 'likely' };
}

/**
 * The finding for an order past its stage's deadline whose last message was not seen to arrive. The message may still
 * have arrived.
 */
export function notSeen({ hop }: UndeliveredSending, overdue: Finding): Finding {
  const receiver = hop.missing[0] ?? '';
  return {
    ...overdue,
    code: 'receipt_not_seen',
    certainty: 'likely',
    owner: receiver || overdue.owner,
    details: {
      ...overdue.details,
      destination: hop.destination,
      sender: hop.from.service,
      receiver,
      ...coverageDetails(hop),
    },
    evidence: [hopEvidence(hop), ...overdue.evidence],
  };
}
