import type { EpochNanos } from '../time.js';
import { roleOf, type HopSpan, type SpanRef } from './hop-span.js';
import { messageKey, sendingsOf, startsFirst, type Sending } from './sendings.js';
import { pushTo, type SpanGraph } from './span-graph.js';

/** The spans of one hand-over: one or more sendings of the same thing, and all its receivers. */
export interface HopReceipts extends Sending {
  /** Consumers and servers that received it. */
  readonly receivers: readonly HopSpan[];
  /** Spans of other applications below it whose kind is no receiver. They still prove that it arrived. */
  readonly below: readonly HopSpan[];
  /** Spans that put it into a dead-letter queue, or took it from there. */
  readonly buriers: readonly HopSpan[];
}

interface ReceiptSets {
  readonly receivers: Set<HopSpan>;
  readonly below: Set<HopSpan>;
  readonly buriers: Set<HopSpan>;
}

/** Matches sendings with the proof of their arrival: by parent, link, message id, or shared span id. */
class Matching {
  readonly #graph: SpanGraph;
  readonly #nearest = new Map<HopSpan, HopSpan | undefined>();
  readonly #bySpan = new Map<HopSpan, Sending[]>();
  readonly #byMessage = new Map<string, Sending[]>();
  readonly #byId = new Map<string, Sending[]>();
  readonly #found = new Map<Sending, ReceiptSets>();
  readonly #received = new Map<HopSpan, Sending[]>();

  constructor(graph: SpanGraph, isBurier: (span: HopSpan) => boolean) {
    this.#graph = graph;
    const buriers = graph.spans.filter(isBurier);
    const burying = new Set(buriers);
    const isSender = (span: HopSpan) => roleOf(span) === 'sender' && span.carrier !== undefined;
    for (const sending of sendingsOf(graph, (span) => isSender(span) && !burying.has(span)))
      this.#add(sending);
    for (const span of graph.spans) {
      if (burying.has(span)) continue;
      if (roleOf(span) === 'receiver') this.#receive(span);
      else this.#noticeBelow(span);
    }
    const alone = buriers.filter((span) => !this.#bury(span) && isSender(span));
    for (const sending of sendingsOf(graph, (span) => alone.includes(span))) {
      this.#add(sending);
      for (const span of sending.senders) this.#found.get(sending)?.buriers.add(span);
    }
  }

  #add(sending: Sending): void {
    this.#found.set(sending, { receivers: new Set(), below: new Set(), buriers: new Set() });
    for (const span of sending.refs) pushTo(this.#bySpan, span, sending);
    for (const { messageId, destination, carrier } of sending.refs) {
      if (messageId === undefined || carrier !== 'message') continue;
      pushTo(this.#byMessage, messageKey(messageId, destination), sending);
      pushTo(this.#byId, messageId, sending);
    }
  }

  /** The nearest span above that sends or receives. Proxies are skipped, because they only forward. */
  #nearestHop(span: HopSpan): HopSpan | undefined {
    if (this.#nearest.has(span)) return this.#nearest.get(span);
    this.#nearest.set(span, undefined);
    const parent = this.#graph.parentOf(span);
    const found = parent === undefined || isHop(parent) ? parent : this.#nearestHop(parent);
    this.#nearest.set(span, found);
    return found;
  }

  #sendingsAt(ref: SpanRef): readonly Sending[] {
    const spans = this.#graph.at(ref);
    const [only] = spans;
    if (spans.length === 1 && only !== undefined) return this.#bySpan.get(only) ?? [];
    return spans.flatMap((span) => this.#bySpan.get(span) ?? []);
  }

  /** The sendings above a span, outer ones included: a receipt of the inner sending proves the outer ones too. */
  *#sendingsAbove(span: HopSpan): Generator<Sending> {
    for (
      let above = this.#nearestHop(span);
      above !== undefined && roleOf(above) === 'sender';
      above = this.#nearestHop(above)
    )
      yield* this.#sendingsAt(above);
  }

  #receive(span: HopSpan): void {
    const linked = span.links.flatMap((link) => this.#sendingsAt(link));
    const sendings = new Set([...this.#sendingsAbove(span), ...linked]);
    if (sendings.size === 0) for (const sending of this.#sendingsOfMessage(span)) sendings.add(sending);
    for (const sending of sendings) this.#found.get(sending)?.receivers.add(span);
    if (sendings.size > 0) this.#received.set(span, [...sendings]);
  }

  #noticeBelow(span: HopSpan): void {
    if (span.forwards === true) return;
    for (const sending of this.#sendingsAbove(span))
      if (sending.senders.every(({ service }) => service !== span.service))
        this.#found.get(sending)?.below.add(span);
  }

  /**
   * The sendings of a message: by id and queue, else by id alone, where the two sides name the queue differently. Of
   * several, the last one before the span.
   */
  #sendingsOfMessage({ messageId, destination, startNanos }: HopSpan): readonly Sending[] {
    if (messageId === undefined) return [];
    const same = this.#byMessage.get(messageKey(messageId, destination)) ?? this.#byId.get(messageId) ?? [];
    const earlier = same.filter((sending) => sentNanos(sending) <= startNanos);
    return new Set(same.map(destinationOf)).size > 1 ? same : [earlier.at(-1) ?? same[0]].filter(isPresent);
  }

  /** Whether the message that was given up is known: by its id, or by the span's predecessors. */
  #bury(span: HopSpan): boolean {
    const sendings = new Set([...this.#sendingsOfMessage(span), ...this.#followed(span)]);
    for (const sending of sendings) this.#found.get(sending)?.buriers.add(span);
    return sendings.size > 0;
  }

  #followed(span: HopSpan): readonly Sending[] {
    const above = this.#nearestHop(span);
    const linked = span.links.flatMap((link) => this.#graph.at(link));
    return [...(above === undefined ? [] : [above]), ...linked].flatMap((one) => [
      ...this.#sendingsAt(one),
      ...(this.#received.get(one) ?? []),
    ]);
  }

  receipts(): HopReceipts[] {
    return [...this.#found].map(([{ senders, refs }, { receivers, below, buriers }]) => ({
      senders,
      refs,
      receivers: [...receivers].sort(startsFirst),
      below: [...below].sort(startsFirst),
      buriers: [...buriers].sort(startsFirst),
    }));
  }
}

function isPresent<T>(value: T | undefined): value is T {
  return value !== undefined;
}

function isHop(span: HopSpan): boolean {
  const role = roleOf(span);
  if (role === 'sender') return span.carrier !== undefined;
  return role === 'receiver' && span.forwards !== true;
}

export function destinationOf({ senders }: Sending): string | undefined {
  return senders.find(({ destination }) => destination !== undefined)?.destination;
}

/** Time of the first sending. */
export function sentNanos({ senders }: Sending): EpochNanos {
  return senders[0]?.startNanos ?? 0n;
}

export function hopReceipts(
  graph: SpanGraph,
  isBurier: (span: HopSpan) => boolean = () => false,
): readonly HopReceipts[] {
  return new Matching(graph, isBurier).receipts();
}
