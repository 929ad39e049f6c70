import { definedFields } from '@ordertrace/conventions';
import { hopReceipts } from '../hops/receipts.js';
import { spanGraph } from '../hops/span-graph.js';
import { spanRefText, type HopSpan } from '../hops/hop-span.js';
import type { HopContextCount } from './context-counts.js';
import type { LossList } from './loss-list.js';

type Counts = { -readonly [Name in keyof HopContextCount]: HopContextCount[Name] };

/** Counts and losses of the context at each hand-over from one application to another. */
export function auditHops(spans: readonly HopSpan[], losses: LossList): readonly HopContextCount[] {
  const hops = new Map<string, Counts>();
  const matched = new Set<HopSpan>();
  for (const { senders, receivers } of hopReceipts(spanGraph(spans))) {
    const [sender] = senders;
    if (sender === undefined) continue;
    const named = senders.find(({ orders }) => orders.length > 0)?.orders[0];
    const sent = new Set(senders.map(spanRefText));
    for (const receiver of receivers) {
      matched.add(receiver);
      const counts = countsOf(hops, sender, receiver);
      counts.received++;
      const example = {
        timeNanos: receiver.startNanos,
        traceId: receiver.traceId,
        spanId: receiver.spanId,
        ...definedFields({ order: named }),
      };
      const where = { service: receiver.service, place: counts.destination, from: sender.service };
      if (receiver.orders.length > 0) counts.withOrder++;
      else if (named !== undefined) {
        counts.dropped++;
        losses.add({ loss: 'hop_drops_order', ...where }, example);
      }
      if (isFreeStanding(receiver) && !namesOneOf(receiver, sent)) {
        counts.unlinked++;
        losses.add({ loss: 'message_unlinked', ...where }, example);
      }
    }
  }
  for (const span of spans) {
    if (span.kind !== 'consumer' || span.carrier !== 'message' || matched.has(span)) continue;
    if (!isFreeStanding(span)) continue;
    const counts = countsOf(hops, undefined, span);
    counts.received++;
    counts.withoutContext++;
    if (span.orders.length > 0) counts.withOrder++;
    const { startNanos: timeNanos, traceId, spanId, orders } = span;
    const [order] = orders;
    losses.add(
      { loss: 'message_without_context', service: span.service, place: counts.destination },
      { timeNanos, traceId, spanId, ...definedFields({ order }) },
    );
  }
  return [...hops.values()].sort(
    (a, b) => lossesOf(b) - lossesOf(a) || b.received - a.received || (keyOf(a) < keyOf(b) ? -1 : 1),
  );
}

/** Whether a span names no parent and no link. */
function isFreeStanding({ parentSpanId, links }: HopSpan): boolean {
  return parentSpanId === undefined && links.length === 0;
}

function namesOneOf({ traceId, parentSpanId, links }: HopSpan, sent: ReadonlySet<string>): boolean {
  const parent = parentSpanId === undefined ? [] : [{ traceId, spanId: parentSpanId }];
  return [...parent, ...links].some((ref) => sent.has(spanRefText(ref)));
}

function lossesOf({ dropped, unlinked, withoutContext }: HopContextCount): number {
  return dropped + unlinked + withoutContext;
}

function keyOf({ kind, destination, from, to }: HopContextCount): string {
  return JSON.stringify([kind, destination, from, to]);
}

function countsOf(hops: Map<string, Counts>, sender: HopSpan | undefined, receiver: HopSpan): Counts {
  const added: Counts = {
    kind: sender?.carrier ?? receiver.carrier ?? 'message',
    // A receiver knows its route or queue by one name; a sender's address may hold an id.
    destination: receiver.destination ?? sender?.destination ?? receiver.name,
    from: sender?.service ?? '',
    to: receiver.service,
    received: 0,
    withOrder: 0,
    dropped: 0,
    unlinked: 0,
    withoutContext: 0,
  };
  const known = hops.get(keyOf(added));
  if (known !== undefined) return known;
  hops.set(keyOf(added), added);
  return added;
}
