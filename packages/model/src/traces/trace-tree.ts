import { adjustments } from './adjustments.js';
import type { TraceSpan, TraceNode, DraftNode } from './trace-node.js';

function distinct<T extends TraceSpan>(spans: Iterable<T>): Map<string, T> {
  const byId = new Map<string, T>();
  for (const span of spans) {
    const known = byId.get(span.spanId);
    if (!known || known.durationNanos < span.durationNanos) byId.set(span.spanId, span);
  }
  return byId;
}

/** One span of each cycle of parents. The cycle is cut above it. */
function ringBreakers<T extends TraceSpan>(byId: ReadonlyMap<string, T>): ReadonlySet<T> {
  const state = new Map<T, 'open' | 'done'>();
  const breakers = new Set<T>();
  for (const span of byId.values()) {
    const path: T[] = [];
    let next: T | undefined = span;
    while (next && !state.has(next)) {
      state.set(next, 'open');
      path.push(next);
      next = next.parentSpanId === undefined ? undefined : byId.get(next.parentSpanId);
    }
    if (next && state.get(next) === 'open') breakers.add(next);
    for (const passed of path) state.set(passed, 'done');
  }
  return breakers;
}

function draftTree<T extends TraceSpan>(spans: Iterable<T>): DraftNode<T>[] {
  const byId = distinct(spans);
  const breakers = ringBreakers(byId);
  const nodes = new Map<string, DraftNode<T>>();
  for (const span of byId.values()) {
    const orphan = span.parentSpanId !== undefined && (breakers.has(span) || !byId.has(span.parentSpanId));
    const { startNanos } = span;
    nodes.set(span.spanId, { span, orphan, depth: 0, startNanos, movedNanos: 0n, children: [] });
  }
  const roots: DraftNode<T>[] = [];
  for (const node of nodes.values()) {
    const parent = node.orphan ? undefined : nodes.get(node.span.parentSpanId ?? '');
    (parent?.children ?? roots).push(node);
  }
  return roots;
}

/**
 * The spans of one trace as trees: roots first, then orphans, each sorted by start. Spans with a missing parent become
 * orphan roots; so do spans that are their own ancestors. Of spans with equal ids, the longest counts. `adjustments`
 * lists the corrections.
 */
export function traceTree<T extends TraceSpan>(spans: Iterable<T>): readonly TraceNode<T>[] {
  const roots = draftTree(spans);
  for (const { adjust } of adjustments) adjust(roots);
  return roots;
}

/** All nodes, parents before children, in display order. */
export function flattenTree<T extends TraceSpan>(roots: readonly TraceNode<T>[]): TraceNode<T>[] {
  const flat: TraceNode<T>[] = [];
  const open = [...roots].reverse();
  for (let node = open.pop(); node; node = open.pop()) {
    flat.push(node);
    for (let i = node.children.length - 1; i >= 0; i--) {
      const child = node.children[i];
      if (child) open.push(child);
    }
  }
  return flat;
}
