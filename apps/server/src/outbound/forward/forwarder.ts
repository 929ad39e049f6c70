import { orderRefText, type Flows, type OrderRef, type OrderState, type Span } from '@ordertrace/model';
import { encodeLogs, encodeTraces, logOf, spanOf } from '@ordertrace/otlp';
import type { Store, TelemetryPosition } from '@ordertrace/store';
import type { FastifyBaseLogger } from 'fastify';
import { spansOfOrderTrace } from '../../query/order-trace.js';
import { Rounds } from '../rounds.js';
import type { Cursor } from '../cursor.js';
import type { ForwardMetrics } from './forward-metrics.js';
import type { SendOtlp } from './otlp-sender.js';
import { Selection } from './selection.js';
import type { ForwardTarget } from './targets.js';

export interface ForwarderOptions {
  readonly store: Store;
  readonly flows: () => Flows;
  readonly target: ForwardTarget;
  readonly cursor: Cursor;
  readonly send: SendOtlp;
  readonly metrics: ForwardMetrics;
  readonly logger: FastifyBaseLogger;
  /** How long it rests where nothing is new, milliseconds. */
  readonly restMs?: number;
}

/** Bodies of one step, about so many bytes, and records of one request at most. */
const stepBytes = 1 << 20;
const recordsAtOnce = 2000;

const firstBackOffMs = 1000;
const longestBackOffMs = 5 * 60_000;
const restAfterErrorMs = 5000;

/** How long folding may take to reach what was just forwarded, before order traces are made of what there is. */
const foldingMs = 10_000;

/** Orders whose trace was sent as it stands are remembered, so that they are sent again only when they move. */
const rememberedOrders = 100_000;

/**
 * Sends what is committed on to one target, in the order it was committed. Its place moves on only when the target has
 * taken everything before it; a target that was away for a day is caught up with at a bounded pace. At least once: after
 * a crash the last step is sent again.
 */
export class Forwarder {
  readonly #options: ForwarderOptions;
  readonly #selection: Selection;
  readonly #rounds: Rounds;
  readonly #sentOrders = new Map<string, string>();
  #position: TelemetryPosition | undefined;
  #paceMs = 0;

  constructor(options: ForwarderOptions) {
    this.#options = options;
    this.#selection = new Selection(options.store, options.target.filter);
    const { logger, target, restMs = 1000 } = options;
    this.#rounds = new Rounds({
      round: async () => ((await this.#hasMoved()) ? 0 : restMs),
      failed: (error) => {
        if (!this.#rounds.isStopping)
          logger.error({ err: error, target: target.name }, 'forwarding failed; trying again');
        return restAfterErrorMs;
      },
    });
  }

  start(): void {
    this.#rounds.start();
  }

  /** Resolves when the step under way has ended or was given up; it is done again at the next start. */
  stop(): Promise<void> {
    return this.#rounds.stop();
  }

  /** One step on; whether anything was new. */
  async #hasMoved(): Promise<boolean> {
    const from = (this.#position ??= await this.#beginning());
    const next = await this.#step(from);
    this.#position = next ?? from;
    return next !== undefined;
  }

  /** Where it stopped; for a new target the end, or the oldest that is kept. Never beyond what there is. */
  async #beginning(): Promise<TelemetryPosition> {
    const { store, cursor, target } = this.#options;
    const { lastCommit } = await store.statistics();
    const saved = await cursor.read();
    if (saved !== undefined && saved.commit <= lastCommit) return saved;
    const position = { commit: saved === undefined && target.begin === 'oldest' ? 0n : lastCommit };
    await cursor.write(position);
    return position;
  }

  /** One step on; `undefined` where nothing is new. */
  async #step(from: TelemetryPosition): Promise<TelemetryPosition | undefined> {
    const { store, target, cursor, metrics } = this.#options;
    const { spans, logs, ...next } = await store.telemetryAfter({ ...from, limitBytes: stepBytes });
    metrics.reached(from.commit);
    if (next.commit === from.commit && next.part === from.part) return undefined;
    const selected = await this.#selection.of({ spans, logs });
    if (target.traces) await this.#sendSpans(selected.spans.map((stored) => spanOf(stored)));
    if (target.logs)
      await this.#send(
        'logs',
        selected.logs.map((stored) => logOf(stored)),
        encodeLogs,
      );
    if (target.orderTraces !== 'none') {
      await this.#sendOrders(
        [...selected.spans, ...selected.logs].flatMap(({ orders }) => orders),
        next.commit,
      );
    }
    await cursor.write(next);
    metrics.reached(next.commit);
    return next;
  }

  #sendSpans(spans: readonly Span[]): Promise<void> {
    return this.#send('traces', spans, encodeTraces);
  }

  async #send<T>(
    signal: 'traces' | 'logs',
    records: readonly T[],
    encode: (records: readonly T[]) => Uint8Array,
  ): Promise<void> {
    for (let at = 0; at < records.length; at += recordsAtOnce) {
      await this.#sendAll(signal, records.slice(at, at + recordsAtOnce), encode);
    }
  }

  /** Tries until the target has taken or refused it. What is too large goes in halves. */
  async #sendAll<T>(
    signal: 'traces' | 'logs',
    records: readonly T[],
    encode: (records: readonly T[]) => Uint8Array,
  ): Promise<void> {
    const { target, send, metrics, logger } = this.#options;
    const request = encode(records);
    for (let backOffMs = firstBackOffMs; ; backOffMs = Math.min(backOffMs * 2, longestBackOffMs)) {
      await this.#pace(records.length);
      const sent = await send(signal, request);
      if (sent.outcome === 'taken') {
        metrics.forwarded(signal, records.length - sent.rejected, sent.rejected);
        return;
      }
      metrics.failed(sent.reason);
      if (sent.outcome === 'later') {
        if (backOffMs === firstBackOffMs)
          logger.warn(
            { target: target.name, reason: sent.reason },
            'a forwarding target takes nothing just now',
          );
        await this.#rounds.rest(sent.retryAfterMs ?? backOffMs * (0.5 + Math.random()));
        this.#rounds.throwIfStopping();
        continue;
      }
      if (sent.tooLarge && records.length > 1) {
        const half = records.length >> 1;
        await this.#sendAll(signal, records.slice(0, half), encode);
        await this.#sendAll(signal, records.slice(half), encode);
        return;
      }
      logger.error(
        { target: target.name, reason: sent.reason, records: records.length },
        'a target refused records',
      );
      metrics.forwarded(signal, 0, records.length);
      return;
    }
  }

  /** Keeps to the target's pace: time that records take is waited for before the next are sent. */
  async #pace(records: number): Promise<void> {
    const nowMs = performance.now();
    const startMs = Math.max(nowMs, this.#paceMs);
    this.#paceMs = startMs + (records / this.#options.target.recordsPerSecond) * 1000;
    if (startMs > nowMs) await this.#rounds.rest(startMs - nowMs);
    this.#rounds.throwIfStopping();
  }

  /** Each order that moved since its trace was last sent, as one trace. */
  async #sendOrders(named: readonly OrderRef[], commit: bigint): Promise<void> {
    const { store, target } = this.#options;
    const tenants = target.filter.tenants;
    const refs = new Map<string, OrderRef>();
    for (const ref of named) if (tenants?.has(ref.tenantId) ?? true) refs.set(orderRefText(ref), ref);
    if (refs.size === 0) return;
    await this.#untilFolded(commit);
    for (const state of await store.ordersByRef([...refs.values()])) {
      if (state.stage === '' || (target.orderTraces === 'closed' && state.closedNanos === undefined))
        continue;
      const key = orderRefText(state);
      const standing = standingOf(state);
      if (this.#sentOrders.get(key) === standing) continue;
      await this.#sendSpans(await spansOfOrderTrace(this.#options, state));
      this.#remember(key, standing);
    }
  }

  #remember(key: string, standing: string): void {
    this.#sentOrders.delete(key);
    this.#sentOrders.set(key, standing);
    if (this.#sentOrders.size <= rememberedOrders) return;
    const [oldest] = this.#sentOrders.keys();
    if (oldest !== undefined) this.#sentOrders.delete(oldest);
  }

  async #untilFolded(commit: bigint): Promise<void> {
    const deadlineMs = performance.now() + foldingMs;
    while ((await this.#options.store.savedCommit()) < commit && performance.now() < deadlineMs)
      await this.#rounds.rest(100);
  }
}

/** What makes an order's trace another: its stage, and how it stands. */
function standingOf({ stage, stageSinceNanos, closedNanos, diagnosis }: OrderState): string {
  return `${stage} ${stageSinceNanos} ${closedNanos ?? ''} ${diagnosis?.situation ?? ''}`;
}
