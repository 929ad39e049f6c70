import type { DurationNanos } from '../time.js';
import type { DraftNode, TraceSpan } from './trace-node.js';

/** A correction of a trace for its view. The spans themselves do not change. */
export interface Adjustment {
  readonly name: string;
  readonly adjust: <T extends TraceSpan>(roots: DraftNode<T>[]) => void;
}

/** Calls `visit` for each node, parents before children. It uses no recursion, so deep traces are safe. */
function eachNode<T extends TraceSpan>(
  roots: readonly DraftNode<T>[],
  visit: (node: DraftNode<T>, parent: DraftNode<T> | undefined) => void,
): void {
  const open: [DraftNode<T>, DraftNode<T> | undefined][] = roots.map((root) => [root, undefined]);
  for (let next = open.pop(); next; next = open.pop()) {
    const [node, parent] = next;
    visit(node, parent);
    for (const child of node.children) open.push([child, node]);
  }
}

/**
 * Whether the parent waits for the child, as a call does for its answer. The child must then be inside the parent. A
 * message's consumer may run much later.
 */
function waitsFor(parent: TraceSpan, child: TraceSpan): boolean {
  return child.kind === 'server' && parent.kind === 'client';
}

/**
 * Shift of a child of another service that makes its times possible. Nothing starts before its cause. An awaited call
 * is centred inside its caller, as if both directions took equally long.
 */
function clockDifference(parent: DraftNode<TraceSpan>, child: TraceSpan, startNanos: bigint): DurationNanos {
  if (child.service === parent.span.service) return 0n;
  const early = startNanos < parent.startNanos;
  const spare = parent.span.durationNanos - child.durationNanos;
  const late = startNanos > parent.startNanos + spare;
  if (!waitsFor(parent.span, child)) return early ? parent.startNanos - startNanos : 0n;
  if (spare < 0n) return early ? parent.startNanos - startNanos : 0n;
  return early || late ? parent.startNanos + spare / 2n - startNanos : 0n;
}

/** Corrects each service's clock by that of its caller, where they contradict each other. */
function setClocks<T extends TraceSpan>(roots: DraftNode<T>[]): void {
  eachNode(roots, (node, parent) => {
    if (!parent) return;
    const inherited = node.span.service === parent.span.service ? parent.movedNanos : 0n;
    const startNanos = node.span.startNanos + inherited;
    node.movedNanos = inherited + clockDifference(parent, node.span, startNanos);
    node.startNanos = node.span.startNanos + node.movedNanos;
  });
}

function compareNodes(a: DraftNode<TraceSpan>, b: DraftNode<TraceSpan>): number {
  if (a.startNanos !== b.startNanos) return a.startNanos < b.startNanos ? -1 : 1;
  return a.span.spanId < b.span.spanId ? -1 : 1;
}

function sortByStart<T extends TraceSpan>(roots: DraftNode<T>[]): void {
  eachNode(roots, (node) => node.children.sort(compareNodes));
  roots.sort((a, b) => Number(a.orphan) - Number(b.orphan) || compareNodes(a, b));
}

function countDepth<T extends TraceSpan>(roots: DraftNode<T>[]): void {
  eachNode(roots, (node, parent) => {
    node.depth = parent ? parent.depth + 1 : 0;
  });
}

/** All corrections, in the order of their application. */
export const adjustments: readonly Adjustment[] = [
  { name: 'set clocks', adjust: setClocks },
  { name: 'sort by start', adjust: sortByStart },
  { name: 'count depth', adjust: countDepth },
];
