import { roleOf, spanRefText, type HopSpan } from './hop-span.js';
import { pushTo, type SpanGraph } from './span-graph.js';

/** One message or request in transit, whose receipt is expected. The same message may be sent again. */
export interface Sending {
  /** The spans that sent it, earliest first. */
  readonly senders: readonly HopSpan[];
  /** All spans that a receiver may reference as its source: the senders, and the spans that prepared the message. */
  readonly refs: readonly HopSpan[];
}

/** Key of one message in one queue. The same message may be sent to other queues too. */
export function messageKey(messageId: string, destination = ''): string {
  return `${messageId}\n${destination}`;
}

export function startsFirst(a: HopSpan, b: HopSpan): number {
  if (a.startNanos !== b.startNanos) return a.startNanos < b.startNanos ? -1 : 1;
  return spanRefText(a) < spanRefText(b) ? -1 : 1;
}

/**
 * Whether the sender only retries a message that it received, as a task queue does with a failed task. The message is
 * then in transit again.
 */
function isRetry(sender: HopSpan, graph: SpanGraph): boolean {
  for (const above of graph.ancestorsOf(sender))
    if (roleOf(above) === 'receiver' && above.messageId === sender.messageId) return true;
  return false;
}

/** The spans that prepared a message. A send span links to them, or is below one. */
function preparedBy(span: HopSpan, graph: SpanGraph): readonly HopSpan[] {
  if (span.creates === true || span.carrier !== 'message') return [];
  const linked = span.links.flatMap((link) => graph.at(link));
  const above = graph.parentOf(span);
  return [
    ...linked.filter(
      (one) =>
        roleOf(one) === 'sender' && one.service === span.service && one.destination === span.destination,
    ),
    ...(above?.creates === true ? [above] : []),
  ];
}

function byMessage(senders: readonly HopSpan[], graph: SpanGraph): readonly (readonly HopSpan[])[] {
  const groups: HopSpan[][] = [];
  const open = new Map<string, HopSpan[]>();
  for (const sender of [...senders].sort(startsFirst)) {
    const { messageId, destination, carrier } = sender;
    const key = messageId === undefined ? undefined : messageKey(messageId, destination);
    const same = key === undefined || carrier !== 'message' ? undefined : open.get(key);
    if (same !== undefined && !isRetry(sender, graph)) {
      same.push(sender);
      continue;
    }
    const group = [sender];
    groups.push(group);
    if (key !== undefined) open.set(key, group);
  }
  return groups;
}

/**
 * The sendings of these spans. The span that creates a message and the one that sends it are one sending, and so is a
 * message sent twice.
 */
export function sendingsOf(graph: SpanGraph, isSender: (span: HopSpan) => boolean): readonly Sending[] {
  const senders = graph.spans.filter(isSender);
  const sentBy = new Map<HopSpan, HopSpan[]>();
  const sendsPrepared = new Set<HopSpan>();
  for (const sender of senders)
    for (const prepared of preparedBy(sender, graph)) {
      pushTo(sentBy, prepared, sender);
      sendsPrepared.add(sender);
    }
  const own = senders.filter((sender) => !sendsPrepared.has(sender));
  return byMessage(own, graph).map((group) => ({
    senders: group,
    refs: group.flatMap((sender) => [sender, ...(sentBy.get(sender) ?? [])]),
  }));
}
