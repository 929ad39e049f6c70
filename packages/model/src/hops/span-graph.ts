import { spanRefText, roleOf, type HopSpan } from './hop-span.js';

/** Spans with their connections. */
export interface SpanGraph {
  /** Each span once; of duplicates the longer one. */
  readonly spans: readonly HopSpan[];
  /** The spans with this reference: two where client and server share an id, as in B3. */
  at(ref: string): readonly HopSpan[];
  parentOf(span: HopSpan): HopSpan | undefined;
  childrenOf(span: HopSpan): readonly HopSpan[];
  /** The ancestors, nearest first. */
  ancestorsOf(span: HopSpan): Iterable<HopSpan>;
  isBelow(span: HopSpan, ancestor: HopSpan): boolean;
}

export function parentRef({ traceId, parentSpanId }: HopSpan): string | undefined {
  return parentSpanId === undefined ? undefined : `${traceId}${parentSpanId}`;
}

/** Client and server may share a span id, so the side is part of a span's identity. */
function identity(span: HopSpan): string {
  return `${spanRefText(span)}${span.kind === 'server' || span.kind === 'consumer' ? ' receiver' : ''}`;
}

function distinct(spans: Iterable<HopSpan>): readonly HopSpan[] {
  const longest = new Map<string, HopSpan>();
  for (const span of spans) {
    const key = identity(span);
    const known = longest.get(key);
    if (known === undefined || isFuller(span, known)) longest.set(key, span);
  }
  return [...longest.values()];
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
  const spans = distinct(all);
  const byRef = new Map<string, HopSpan[]>();
  for (const span of spans) pushTo(byRef, spanRefText(span), span);
  const at = (ref: string): readonly HopSpan[] => byRef.get(ref) ?? [];
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
    childrenOf: (span) => children.get(span) ?? [],
    ancestorsOf,
    isBelow: (span, ancestor) => {
      for (const parent of ancestorsOf(span)) if (parent === ancestor) return true;
      return false;
    },
  };
}

/**
 * The parent of a span among those with its parent's id. Where two sides share an id, the sending side is the parent of
 * the receiving one. Children belong to the side of their service.
 */
function parentAmong(span: HopSpan, at: SpanGraph['at']): HopSpan | undefined {
  const sharing = at(spanRefText(span)).find((other) => other !== span && roleOf(other) === 'sender');
  if (sharing !== undefined && roleOf(span) === 'receiver') return sharing;
  const ref = parentRef(span);
  const candidates = ref === undefined ? [] : at(ref).filter((other) => other !== span);
  return (
    candidates.find((other) => roleOf(other) === 'receiver' && other.service === span.service) ??
    candidates.find((other) => roleOf(other) === 'sender') ??
    candidates[0]
  );
}
