import { earlier, later, type EpochNanos } from '../time.js';
import type { TraceNode, TraceSpan } from './trace-node.js';
import { flattenTree } from './trace-tree.js';

/** A stretch of time in which the trace waited for this span itself, and not for one of its children. */
export interface CriticalSegment<T extends TraceSpan = TraceSpan> {
  readonly span: T;
  readonly fromNanos: EpochNanos;
  readonly toNanos: EpochNanos;
}

function endOf(node: TraceNode): EpochNanos {
  return node.startNanos + node.span.durationNanos;
}

/** The latest end in each node's subtree, the node's own included. */
function latestEnds<T extends TraceSpan>(root: TraceNode<T>): ReadonlyMap<TraceNode<T>, EpochNanos> {
  const ends = new Map<TraceNode<T>, EpochNanos>();
  for (const node of flattenTree([root]).reverse())
    ends.set(
      node,
      node.children.reduce((end, child) => later(end, ends.get(child) ?? end), endOf(node)),
    );
  return ends;
}

interface Stretch<T extends TraceSpan> {
  readonly node: TraceNode<T>;
  /** Not before the parent's own `sinceNanos`: nothing waited for earlier work of a child. */
  readonly sinceNanos: EpochNanos;
  readonly untilNanos: EpochNanos;
}

/**
 * The critical path to the end of a trace, sorted by time. Backwards from the end, each segment is the span that ended
 * last before the next one. Work that continues after its parent ended (messages) counts. Segments are adjacent, except
 * where nothing ran.
 */
export function criticalPath<T extends TraceSpan>(root: TraceNode<T>): readonly CriticalSegment<T>[] {
  const ends = latestEnds(root);
  const segments: CriticalSegment<T>[] = [];
  const open: Stretch<T>[] = [
    { node: root, sinceNanos: root.startNanos, untilNanos: ends.get(root) ?? endOf(root) },
  ];
  for (let next = open.pop(); next; next = open.pop()) {
    const { node, sinceNanos } = next;
    let until = next.untilNanos;
    const inner: Stretch<T>[] = [];
    const children = [...node.children].sort((a, b) => ((ends.get(a) ?? 0n) < (ends.get(b) ?? 0n) ? 1 : -1));
    const own = (fromNanos: EpochNanos, toNanos: EpochNanos): void => {
      const end = earlier(toNanos, endOf(node));
      if (fromNanos < end) segments.push({ span: node.span, fromNanos, toNanos: end });
    };
    for (const child of children) {
      const childEnd = earlier(ends.get(child) ?? until, until);
      if (child.startNanos >= until || childEnd <= sinceNanos) continue;
      if ((ends.get(child) ?? until) > until) continue;
      own(childEnd, until);
      const childSince = later(child.startNanos, sinceNanos);
      inner.push({ node: child, sinceNanos: childSince, untilNanos: childEnd });
      until = childSince;
    }
    own(sinceNanos, until);
    open.push(...inner);
  }
  return segments.sort((a, b) => (a.fromNanos < b.fromNanos ? -1 : 1));
}
