import { roleOf, type HopSpan, type SpanRef } from './hop-span.js';

/** Spans with their connections. */
export interface SpanGraph {
  /** Each span once; of duplicates the longer one. */
  readonly spans: readonly HopSpan[];
  /** The spans with this reference: two where client and server share an id, as in B3. */
  at(ref: SpanRef): readonly HopSpan[];
  parentOf(span: HopSpan): HopSpan | undefined;
  childrenOf(span: HopSpan): readonly HopSpan[];
  /** The ancestors, nearest first. */
  ancestorsOf(span: HopSpan): Iterable<HopSpan>;
  isBelow(span: HopSpan, ancestor: HopSpan): boolean;
}

const noSpans: readonly HopSpan[] = [];

/** Spans by their reference. The key is the span id alone, because a joined text would be built for each look-up. */
class SpanIndex {
  readonly #byId = new Map<string, HopSpan[]>();
  /** Each span once; of duplicates the longer one. */
  readonly spans: HopSpan[] = [];

  constructor(spans: Iterable<HopSpan>) {
    for (const span of spans) this.#add(span);
  }

  #add(span: HopSpan): void {
    const sameId = this.#byId.get(span.spanId);
    const known = sameId?.find((other) => isSameSpan(span, other));
    if (sameId !== undefined && known !== undefined) {
      if (!isFuller(span, known)) return;
      sameId[sameId.indexOf(known)] = span;
      this.spans[this.spans.indexOf(known)] = span;
      return;
    }
    if (sameId === undefined) this.#byId.set(span.spanId, [span]);
    else sameId.push(span);
    this.spans.push(span);
  }

  at({ traceId, spanId }: SpanRef): readonly HopSpan[] {
    const sameId = this.#byId.get(spanId);
    if (sameId === undefined) return noSpans;
    return sameId.every((span) => span.traceId === traceId)
      ? sameId
      : sameId.filter((span) => span.traceId === traceId);
  }
}

/** Client and server may share a span id, so the side is part of a span's identity. */
function isSameSpan(a: HopSpan, b: HopSpan): boolean {
  return a.traceId === b.traceId && a.spanId === b.spanId && isReceiving(a) === isReceiving(b);
}

function isReceiving({ kind }: HopSpan): boolean {
  return kind === 'server' || kind === 'consumer';
}

/**
 * Whether a duplicate replaces the known span: the longer one does, and of equally long ones the one that names more
 * orders.
 */
function isFuller(span: HopSpan, known: HopSpan): boolean {
  if (span.durationNanos !== known.durationNanos) return span.durationNanos > known.durationNanos;
  return span.orders.length > known.orders.length;
}

export function pushTo<K, V>(map: Map<K, V[]>, key: K, value: V): void {
  const known = map.get(key);
  if (known === undefined) map.set(key, [value]);
  else known.push(value);
}

export function spanGraph(all: Iterable<HopSpan>): SpanGraph {
  const index = new SpanIndex(all);
  const { spans } = index;
  const at: SpanGraph['at'] = (ref) => index.at(ref);
  const parents = new Map<HopSpan, HopSpan>();
  const children = new Map<HopSpan, HopSpan[]>();
  for (const span of spans) {
    const parent = parentAmong(span, at);
    if (parent === undefined) continue;
    parents.set(span, parent);
    pushTo(children, parent, span);
  }
  function* ancestorsOf(span: HopSpan): Generator<HopSpan> {
    const seen = new Set([span]);
    for (let next = parents.get(span); next !== undefined && !seen.has(next); next = parents.get(next)) {
      seen.add(next);
      yield next;
    }
  }
  return {
    spans,
    at,
    parentOf: (span) => parents.get(span),
    childrenOf: (span) => children.get(span) ?? noSpans,
    ancestorsOf,
    isBelow: (span, ancestor) => {
      for (const parent of ancestorsOf(span)) if (parent === ancestor) return true;
      return false;
    },
  };
}

/** The spans with the id of this span's parent. */
export function spansAtParent(
  { traceId, parentSpanId }: HopSpan,
  graph: Pick<SpanGraph, 'at'>,
): readonly HopSpan[] {
  return parentSpanId === undefined ? noSpans : graph.at({ traceId, spanId: parentSpanId });
}

/**
 * The parent of a span among those with its parent's id. Where two sides share an id, the sending side is the parent of
 * the receiving one. Children belong to the side of their service.
 */
function parentAmong(span: HopSpan, at: SpanGraph['at']): HopSpan | undefined {
  const same = at(span);
  if (same.length > 1 && roleOf(span) === 'receiver') {
    const sharing = same.find((other) => other !== span && roleOf(other) === 'sender');
    if (sharing !== undefined) return sharing;
  }
  const candidates = spansAtParent(span, { at });
  if (candidates.length === 0) return undefined;
  const [first] = candidates;
  if (candidates.length === 1) return first === span ? undefined : first;
  const others = candidates.filter((other) => other !== span);
  return (
    others.find((other) => roleOf(other) === 'receiver' && other.service === span.service) ??
    others.find((other) => roleOf(other) === 'sender') ??
    others[0]
  );
}
