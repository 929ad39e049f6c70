import type { SpanView, TraceView } from '@ordertrace/api';
import type { Stretch } from '../fold-scale.js';
import { microsOf, microsPerMilli } from '../instant.js';

/** A span in the waterfall: its position in the tree and in time. */
export interface SpanRow extends Stretch {
  readonly type: 'span';
  /** Unique among all rows, and stable for the same data. */
  readonly key: string;
  readonly traceId: string;
  readonly span: SpanView;
  readonly depth: number;
  /** Number of its descendants, which are the rows after it. */
  readonly below: number;
  readonly error: boolean;
  /** Its parent is missing. */
  readonly orphan: boolean;
}

/** The row of a trace, above its spans. */
export interface TraceRow extends Stretch {
  readonly type: 'trace';
  readonly key: string;
  readonly traceId: string;
  readonly trace: TraceView;
  readonly below: number;
}

export type WaterfallRow = SpanRow | TraceRow;

/** The spans of a trace as a tree: parents before children, siblings by start. Accepts any shape of data. */
export function spanRows(trace: TraceView, depth = 0): SpanRow[] {
  const nodes = nodesOf(trace.spans).sort(byStart);
  const placed: { node: Node; depth: number }[] = [];
  const visited = new Set<Node>();
  const place = (root: Node) => {
    const waiting = [{ node: root, depth }];
    for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
      if (!visited.has(next.node)) {
        visited.add(next.node);
        placed.push(next);
        const level = next.depth + 1;
        waiting.push(...next.node.children.toReversed().map((node) => ({ node, depth: level })));
      }
    }
  };
  nodes.filter((node) => node.root).forEach(place);
  // Spans that no root leads to have a cycle of parents; broken senders produce them.
  nodes.filter((node) => !visited.has(node)).forEach(place);
  const below = countsBelow(placed.map((each) => each.depth));
  return placed.map((each, index) => rowOf(each.node, each.depth, below[index] ?? 0));
}

/** For each depth in a tree in pre-order, the number of deeper entries that directly follow it. */
function countsBelow(depths: readonly number[]): number[] {
  const counts = depths.map(() => 0);
  const open: number[] = [];
  const closeTo = (depth: number, index: number) => {
    while (open.length > 0 && (depths[open.at(-1) ?? 0] ?? 0) >= depth) {
      const done = open.pop() ?? 0;
      counts[done] = index - done - 1;
    }
  };
  depths.forEach((depth, index) => {
    closeTo(depth, index);
    open.push(index);
  });
  closeTo(-1, depths.length);
  return counts;
}

/** All traces by their start, each with its spans. */
export function joinedRows(traces: readonly TraceView[]): WaterfallRow[] {
  const timed = traces.map((trace) => ({ trace, from: microsOf(trace.started_at) }));
  timed.sort((one, other) => one.from - other.from);
  return timed.flatMap(({ trace, from }) => {
    const spans = spanRows(trace, 1);
    const to = from + trace.duration_ms * microsPerMilli;
    const { trace_id: traceId } = trace;
    const header: TraceRow = { type: 'trace', key: traceId, traceId, trace, from, to, below: spans.length };
    return [header, ...spans];
  });
}

/** The visible rows: all except the descendants of collapsed ones. */
export function visibleRows(
  rows: readonly WaterfallRow[],
  collapsed: ReadonlySet<string>,
): readonly WaterfallRow[] {
  if (collapsed.size === 0) {
    return rows;
  }
  const visible: WaterfallRow[] = [];
  for (let index = 0; index < rows.length; index += 1) {
    const row = rows[index];
    if (row !== undefined) {
      visible.push(row);
      index += collapsed.has(row.key) ? row.below : 0;
    }
  }
  return visible;
}

/** Keys of the rows that must be expanded to show this one. */
export function rowsAbove(rows: readonly WaterfallRow[], key: string): string[] {
  const target = rows.findIndex((row) => row.key === key);
  return rows.filter((row, index) => index < target && index + row.below >= target).map((row) => row.key);
}

interface Node extends Stretch {
  readonly span: SpanView;
  readonly key: string;
  readonly children: Node[];
  root: boolean;
  orphan: boolean;
}

/** The spans linked to their parents; children by start. */
function nodesOf(spans: readonly SpanView[]): Node[] {
  const byId = new Map<string, Node>();
  const times = new Map<string, number>();
  const nodes = spans.map((span) => {
    const before = times.get(span.span_id) ?? 0;
    times.set(span.span_id, before + 1);
    const node = nodeOf(span, before);
    if (before === 0) {
      byId.set(span.span_id, node);
    }
    return node;
  });
  for (const node of nodes.toSorted(byStart)) {
    const { parent_span_id: parentId } = node.span;
    const parent = parentId === null ? undefined : byId.get(parentId);
    node.root = parent === undefined;
    node.orphan = parentId !== null && parent === undefined;
    parent?.children.push(node);
  }
  return nodes;
}

function nodeOf(span: SpanView, before: number): Node {
  const key = spanKey(span.trace_id, span.span_id);
  const from = microsOf(span.timestamp);
  return {
    span,
    key: before === 0 ? key : `${key}/${before}`,
    from,
    to: from + span.duration * microsPerMilli,
    children: [],
    root: false,
    orphan: false,
  };
}

/** Row key of the first span with these IDs. */
export function spanKey(traceId: string, spanId: string): string {
  return `${traceId}/${spanId}`;
}

function byStart(one: Node, other: Node): number {
  return one.from - other.from || other.to - one.to;
}

function rowOf(node: Node, depth: number, below: number): SpanRow {
  const { span, key, from, to, orphan } = node;
  const error = span.status === 'error';
  return { type: 'span', key, traceId: span.trace_id, span, from, to, depth, below, error, orphan };
}
