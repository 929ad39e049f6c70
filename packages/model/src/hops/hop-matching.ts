import { spanRefText, type HopSpan } from './hop-span.js';

/** The spans of one hand-over: the same thing sent once or more, and everyone who got it. */
export interface HopReceipts {
  readonly senders: readonly HopSpan[];
  readonly receivers: readonly HopSpan[];
}

function isSender(span: HopSpan): boolean {
  return span.carrier !== undefined && (span.kind === 'producer' || span.kind === 'client');
}

function isReceiver(span: HopSpan): boolean {
  return span.kind === 'consumer' || span.kind === 'server';
}

function parentText(span: HopSpan): string | undefined {
  return span.parentSpanId === undefined ? undefined : `${span.traceId}${span.parentSpanId}`;
}

class Matching {
  readonly #senders = new Map<string, HopSpan>();
  readonly #byMessage = new Map<string, HopSpan[]>();
  readonly #received = new Map<string, HopSpan[]>();

  constructor(spans: readonly HopSpan[]) {
    for (const span of spans) if (isSender(span)) this.#addSender(span);
    for (const span of spans) if (isReceiver(span)) this.#addReceiver(span);
  }

  #addSender(span: HopSpan): void {
    this.#senders.set(spanRefText(span), span);
    if (span.carrier !== 'message' || span.messageId === undefined) return;
    const same = this.#byMessage.get(span.messageId);
    if (same) same.push(span);
    else this.#byMessage.set(span.messageId, [span]);
  }

  #addReceiver(span: HopSpan): void {
    const named = [parentText(span), ...span.links.map(spanRefText)];
    const byId = span.messageId === undefined ? [] : (this.#byMessage.get(span.messageId) ?? []);
    const keys = new Set([...named, ...byId.map(spanRefText)]);
    for (const key of keys) {
      if (key === undefined || !this.#senders.has(key)) continue;
      const received = this.#received.get(key);
      if (received) received.push(span);
      else this.#received.set(key, [span]);
    }
  }

  /** A sender, and the senders it lies in: what one delivers, all hand on. */
  #around(span: HopSpan): readonly HopSpan[] {
    const senders = new Set([span]);
    for (let inner = span; ;) {
      const key = parentText(inner);
      const outer = key === undefined ? undefined : this.#senders.get(key);
      if (!outer || senders.has(outer)) return [...senders];
      senders.add(outer);
      inner = outer;
    }
  }

  receipts(): HopReceipts[] {
    const receivers = new Map<HopSpan, Set<HopSpan>>();
    for (const sender of this.#senders.values()) receivers.set(sender, new Set());
    for (const [key, received] of this.#received) {
      const sender = this.#senders.get(key);
      if (!sender) continue;
      for (const outer of this.#around(sender)) for (const span of received) receivers.get(outer)?.add(span);
    }
    const done = new Set<HopSpan>();
    const hops: HopReceipts[] = [];
    for (const sender of this.#senders.values()) {
      if (done.has(sender)) continue;
      const same = sender.carrier === 'message' ? this.#byMessage.get(sender.messageId ?? '') : undefined;
      const senders = same ?? [sender];
      for (const span of senders) done.add(span);
      const all = new Set(senders.flatMap((span) => [...(receivers.get(span) ?? [])]));
      hops.push({ senders, receivers: [...all] });
    }
    return hops;
  }
}

/** Matches senders with receivers: by parent, by link, by message id. Of a span that comes twice the longer one counts. */
export function hopReceipts(spans: Iterable<HopSpan>): readonly HopReceipts[] {
  const distinct = new Map<string, HopSpan>();
  for (const span of spans) {
    const key = spanRefText(span);
    const known = distinct.get(key);
    if (!known || known.durationNanos < span.durationNanos) distinct.set(key, span);
  }
  return new Matching([...distinct.values()]).receipts();
}
