import { spanRefText, type HopSpan } from './hop-span.js';

/** The spans of one hand-over: the same thing sent once or more, and everyone who got it. */
export interface HopReceipts {
  readonly senders: readonly HopSpan[];
  readonly receivers: readonly HopSpan[];
  /** Those that put it among the dead letters, or took it from there. */
  readonly buriers: readonly HopSpan[];
}

/** One message in one queue; the same message may be sent to others too. */
function messageKey(messageId: string, destination = ''): string {
  return `${messageId}\n${destination}`;
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

function push(map: Map<string, HopSpan[]>, key: string, span: HopSpan): void {
  const known = map.get(key);
  if (known) known.push(span);
  else map.set(key, [span]);
}

class Matching {
  readonly #senders = new Map<string, HopSpan>();
  readonly #byMessage = new Map<string, HopSpan[]>();
  readonly #byPlace = new Map<string, HopSpan[]>();
  readonly #received = new Map<string, HopSpan[]>();
  readonly #buried = new Map<string, HopSpan[]>();
  readonly #buriers: ReadonlySet<HopSpan>;
  #sendersByReceiver: Map<string, HopSpan[]> | undefined;

  constructor(spans: readonly HopSpan[], isBurier: (span: HopSpan) => boolean) {
    const buriers = new Set(spans.filter(isBurier));
    this.#buriers = buriers;
    for (const span of spans) if (isSender(span) && !buriers.has(span)) this.#addSender(span);
    for (const span of spans) if (isReceiver(span) && !buriers.has(span)) this.#addReceiver(span);
    for (const span of buriers) if (!this.#addBurier(span) && isSender(span)) this.#addSender(span);
  }

  #addSender(span: HopSpan): void {
    this.#senders.set(spanRefText(span), span);
    if (span.carrier !== 'message' || span.messageId === undefined) return;
    push(this.#byMessage, span.messageId, span);
    push(this.#byPlace, messageKey(span.messageId, span.destination), span);
  }

  /** Who sent the message with that id to that place; to any, where the receiver names it otherwise. */
  #sendersOf({ messageId, destination }: HopSpan): readonly HopSpan[] {
    if (messageId === undefined) return [];
    return this.#byPlace.get(messageKey(messageId, destination)) ?? this.#byMessage.get(messageId) ?? [];
  }

  /** Whether it is known which message was given up: by its id, or by what the span follows. */
  #addBurier(span: HopSpan): boolean {
    const named = [parentText(span), ...span.links.map(spanRefText)].filter((key) => key !== undefined);
    const followed = named.flatMap((key) => this.#senders.get(key) ?? this.#sendersReceivedBy(key));
    const senders = new Set([...this.#sendersOf(span), ...followed]);
    for (const sender of senders) push(this.#buried, spanRefText(sender), span);
    return senders.size > 0;
  }

  #sendersReceivedBy(receiver: string): readonly HopSpan[] {
    this.#sendersByReceiver ??= this.#reversed();
    return this.#sendersByReceiver.get(receiver) ?? [];
  }

  #reversed(): Map<string, HopSpan[]> {
    const senders = new Map<string, HopSpan[]>();
    for (const [key, received] of this.#received) {
      const sender = this.#senders.get(key);
      if (sender) for (const span of received) push(senders, spanRefText(span), sender);
    }
    return senders;
  }

  #addReceiver(span: HopSpan): void {
    const named = [parentText(span), ...span.links.map(spanRefText)];
    const keys = new Set([...named, ...this.#sendersOf(span).map(spanRefText)]);
    for (const key of keys) if (key !== undefined && this.#senders.has(key)) push(this.#received, key, span);
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
      const { messageId, destination } = sender;
      const same =
        messageId === undefined ? undefined : this.#byPlace.get(messageKey(messageId, destination));
      const senders = sender.carrier === 'message' && same !== undefined ? same : [sender];
      for (const span of senders) done.add(span);
      const all = new Set(senders.flatMap((span) => [...(receivers.get(span) ?? [])]));
      const ownBuriers = senders.filter((span) => this.#buriers.has(span));
      const buried = senders.flatMap((span) => this.#buried.get(spanRefText(span)) ?? []);
      const buriers = new Set([...ownBuriers, ...buried]);
      hops.push({ senders, receivers: [...all], buriers: [...buriers] });
    }
    return hops;
  }
}

/** Matches senders with receivers: by parent, by link, by message id. Of a span that comes twice the longer one counts. */
export function hopReceipts(
  spans: Iterable<HopSpan>,
  isBurier: (span: HopSpan) => boolean = () => false,
): readonly HopReceipts[] {
  const distinct = new Map<string, HopSpan>();
  for (const span of spans) {
    const key = spanRefText(span);
    const known = distinct.get(key);
    if (!known || known.durationNanos < span.durationNanos) distinct.set(key, span);
  }
  return new Matching([...distinct.values()], isBurier).receipts();
}
