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

/** Whether the child handles a message of the parent, which does not wait for it. */
function isMessage({ span: sender }: TraceNode, { span: receiver }: TraceNode): boolean {
  return receiver.kind === 'consumer' && (sender.kind === 'producer' || sender.service !== receiver.service);
}

/** A handled message, and the message in whose handling it was sent. */
interface Message {
  readonly receiver: TraceNode;
  readonly before: Message | undefined;
}

/** The receivers of the messages that lead to the end of the trace. It waited for no others. */
function awaitedReceivers(root: TraceNode): ReadonlySet<TraceNode> {
  let last: Message | undefined;
  let end = root.startNanos;
  const open: { readonly node: TraceNode; readonly message: Message | undefined }[] = [
    { node: root, message: undefined },
  ];
  for (let next = open.pop(); next; next = open.pop()) {
    const { node, message } = next;
    if (endOf(node) > end) {
      end = endOf(node);
      last = message;
    }
    for (const child of node.children)
      open.push({
        node: child,
        message: isMessage(node, child) ? { receiver: child, before: message } : message,
      });
  }
  const receivers = new Set<TraceNode>();
  for (let message = last; message; message = message.before) receivers.add(message.receiver);
  return receivers;
}

/** The latest end in each node's subtree, the node's own included. */
function latestEnds<T extends TraceSpan>(
  root: TraceNode<T>,
  childrenOf: (node: TraceNode<T>) => readonly TraceNode<T>[],
): ReadonlyMap<TraceNode<T>, EpochNanos> {
  const ends = new Map<TraceNode<T>, EpochNanos>();
  for (const node of flattenTree([root]).reverse())
    ends.set(
      node,
      childrenOf(node).reduce((end, child) => later(end, ends.get(child) ?? end), endOf(node)),
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
 * last before the next one. Work that continues after its parent ended (messages) counts. A sender does not wait for the
 * receiver of its message: it counts only where the end of the trace came through that message. Segments are adjacent,
 * except where nothing ran.
 */
export function criticalPath<T extends TraceSpan>(root: TraceNode<T>): readonly CriticalSegment<T>[] {
  const awaited = awaitedReceivers(root);
  const childrenOf = (node: TraceNode<T>) =>
    node.children.filter((child) => awaited.has(child) || !isMessage(node, child));
  const ends = latestEnds(root, childrenOf);
  const segments: CriticalSegment<T>[] = [];
  const open: Stretch<T>[] = [
    { node: root, sinceNanos: root.startNanos, untilNanos: ends.get(root) ?? endOf(root) },
  ];
  for (let next = open.pop(); next; next = open.pop()) {
    const { node, sinceNanos } = next;
    let until = next.untilNanos;
    const inner: Stretch<T>[] = [];
    const children = childrenOf(node).sort((a, b) => ((ends.get(a) ?? 0n) < (ends.get(b) ?? 0n) ? 1 : -1));
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
