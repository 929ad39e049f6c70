import { answerOf } from '../hops/answers.js';
import { endNanos, roleOf, type HopSpan } from '../hops/hop-span.js';
import { spanGraph, type SpanGraph } from '../hops/span-graph.js';
import { nanosFromMillis, type DurationNanos, type EpochNanos } from '../time.js';

/** Smallest error of a clock that is corrected. Smaller ones are handled where two times are compared. */
export const clockErrorNanos: DurationNanos = nanosFromMillis(10_000);

/** Time to add to the clock of each instance; instances with a correct clock are absent. */
export type ClockCorrections = ReadonlyMap<string, DurationNanos>;

/** A span that received something, and the span of another instance that sent it. */
interface ClockPair {
  readonly sender: HopSpan;
  readonly receiver: HopSpan;
}

/** Key of the process that recorded a span. */
function instanceKey({ service, instance = '' }: HopSpan): string {
  return `${service}\n${instance}`;
}

/** The senders of each message id that only one span sent. */
function sendersByMessage(graph: SpanGraph): ReadonlyMap<string, HopSpan | undefined> {
  const senders = new Map<string, HopSpan | undefined>();
  for (const span of graph.spans) {
    const { messageId } = span;
    if (messageId === undefined || roleOf(span) !== 'sender') continue;
    senders.set(messageId, senders.has(messageId) ? undefined : span);
  }
  return senders;
}

function clockPairs(graph: SpanGraph): readonly ClockPair[] {
  const byMessage = sendersByMessage(graph);
  return graph.spans
    .filter((span) => roleOf(span) === 'receiver')
    .flatMap((receiver) => {
      const linked = receiver.links.flatMap((link) => graph.at(link));
      const candidates = [graph.parentOf(receiver), ...linked, byMessage.get(receiver.messageId ?? '')];
      return candidates
        .filter((span) => span !== undefined)
        .filter((span) => roleOf(span) === 'sender' && instanceKey(span) !== instanceKey(receiver))
        .map((sender) => ({ sender, receiver }));
    });
}

/**
 * Corrections of clocks that are ahead. A span can't arrive before it ended, so its clock is ahead by the difference at
 * least. Of all spans of an instance, the one with the shortest delay gives the best estimate.
 */
function aheadOfArrival(spans: readonly HopSpan[]): Map<string, DurationNanos> {
  const corrections = new Map<string, DurationNanos>();
  for (const span of spans) {
    if (span.arrivedNanos === undefined) continue;
    const key = instanceKey(span);
    const correction = span.arrivedNanos - endNanos(span);
    if (correction < (corrections.get(key) ?? 0n)) corrections.set(key, correction);
  }
  return corrections;
}

/**
 * How far the receiver's clock is behind. A receiver can't have ended before its sender began. `apart`: by how much more
 * the sender's clock is corrected than the receiver's.
 */
function receiverBehind({ sender, receiver }: ClockPair, apart: DurationNanos): DurationNanos {
  return sender.startNanos - endNanos(receiver) + apart;
}

/** How far the sender's clock is behind. A request that was answered can't be received after its answer. */
function senderBehind({ sender, receiver }: ClockPair, apart: DurationNanos): DurationNanos {
  const isAnswered = receiver.kind === 'server' && answerOf(sender) === 'answered';
  const isAfterAnswer = receiver.startNanos > endNanos(sender) + apart;
  return isAnswered && isAfterAnswer ? receiver.startNanos - sender.startNanos - apart : 0n;
}

/**
 * Learns the errors of clocks from an order's spans: a clock ahead of the server's by the time of arrival, a clock
 * behind by the hops. Errors may be hours or days, as with a wrong time zone. The result depends only on the set of
 * spans.
 */
export function clockCorrections(graph: SpanGraph): ClockCorrections {
  const corrections = aheadOfArrival(graph.spans);
  const pairs = clockPairs(graph);
  const of = (span: HopSpan): DurationNanos => corrections.get(instanceKey(span)) ?? 0n;
  const raise = (span: HopSpan, nanos: DurationNanos): boolean => {
    if (nanos <= clockErrorNanos) return false;
    corrections.set(instanceKey(span), of(span) + nanos);
    return true;
  };
  const instances = new Set(pairs.flatMap(({ sender, receiver }) => [sender, receiver].map(instanceKey)));
  for (let round = 0, changed = true; changed && round < instances.size; round++) {
    changed = false;
    for (const pair of pairs) {
      const apart = of(pair.sender) - of(pair.receiver);
      if (raise(pair.receiver, receiverBehind(pair, apart))) changed = true;
      else if (raise(pair.sender, senderBehind(pair, apart))) changed = true;
    }
  }
  return new Map([...corrections].filter(([, nanos]) => nanos > clockErrorNanos || -nanos > clockErrorNanos));
}

function corrected(span: HopSpan, corrections: ClockCorrections): HopSpan {
  const nanos = corrections.get(instanceKey(span));
  if (nanos === undefined) return span;
  const { notBeforeNanos } = span;
  return {
    ...span,
    startNanos: span.startNanos + nanos,
    ...(notBeforeNanos === undefined ? {} : { notBeforeNanos: notBeforeNanos + nanos }),
  };
}

/** The spans with corrected times; the same graph where no clock is wrong. */
export function correctedGraph(graph: SpanGraph, corrections: ClockCorrections): SpanGraph {
  return corrections.size === 0 ? graph : spanGraph(graph.spans.map((span) => corrected(span, corrections)));
}

/** A record with a time that was taken by the clock of a service. */
interface TimedRecord {
  readonly service: string;
  readonly timeNanos: EpochNanos;
  readonly traceId?: string;
  readonly spanId?: string;
}

/** The correction that all instances of a service share, by service. Services whose instances differ are absent. */
export function sharedCorrections(
  graph: SpanGraph,
  corrections: ClockCorrections,
): ReadonlyMap<string, DurationNanos> {
  const shared = new Map<string, DurationNanos>();
  const differing = new Set<string>();
  for (const span of graph.spans) {
    const nanos = corrections.get(instanceKey(span)) ?? 0n;
    const known = shared.get(span.service) ?? nanos;
    if (nanos - known > clockErrorNanos || known - nanos > clockErrorNanos) differing.add(span.service);
    shared.set(span.service, nanos < known ? nanos : known);
  }
  return new Map([...shared].filter(([service]) => !differing.has(service)));
}

/**
 * Returns the correction of a record: that of the instance whose span it belongs to, else the one that all instances of
 * its service share.
 */
export function recordCorrection(
  graph: SpanGraph,
  corrections: ClockCorrections,
): (record: TimedRecord) => { readonly nanos: DurationNanos; readonly span: HopSpan | undefined } {
  const shared = sharedCorrections(graph, corrections);
  return ({ service, traceId = '', spanId = '' }) => {
    const span = graph.at({ traceId, spanId }).find((one) => one.service === service);
    const nanos = span === undefined ? shared.get(service) : corrections.get(instanceKey(span));
    return { nanos: nanos ?? 0n, span };
  };
}
