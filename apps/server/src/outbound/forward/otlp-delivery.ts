import type { FastifyBaseLogger } from 'fastify';
import { pauseMs } from '../back-off.js';
import type { Retry } from '../sent.js';
import type { ForwardMetrics } from './forward-metrics.js';
import type { ForwardSignal, OtlpSent, SendOtlp } from './otlp-sender.js';
import type { ForwardTarget } from './targets.js';

export interface OtlpDeliveryOptions {
  readonly target: Pick<ForwardTarget, 'name' | 'recordsPerSecond'>;
  readonly send: SendOtlp;
  readonly metrics: ForwardMetrics;
  readonly logger: Pick<FastifyBaseLogger, 'warn' | 'error'>;
}

/** Waits; throws when the server stops. */
export type Pause = (millis: number) => Promise<void>;

/** Most records in one request. */
const recordsAtOnce = 2000;
const backOff = { firstMs: 1000, longestMs: 5 * 60_000 };
/** Least interval of log lines about the same rejection. */
const logAgainMs = 60_000;

/** Records of one signal, and their encoder. */
export interface Records<T> {
  readonly signal: ForwardSignal;
  readonly records: readonly T[];
  readonly encode: (records: readonly T[]) => Uint8Array;
}

/** Sends records to one target at its rate, until each is accepted or rejected. */
export class OtlpDelivery {
  readonly #options: OtlpDeliveryOptions;
  #paceMs = 0;
  #logged = { message: '', atMs: -Infinity };

  constructor(options: OtlpDeliveryOptions) {
    this.#options = options;
  }

  async deliver<T>({ records, ...rest }: Records<T>, pause: Pause): Promise<void> {
    for (let at = 0; at < records.length; at += recordsAtOnce)
      await this.#deliver({ ...rest, records: records.slice(at, at + recordsAtOnce) }, pause);
  }

  /** Splits a request that is too large. */
  async #deliver<T>(some: Records<T>, pause: Pause): Promise<void> {
    const { signal, records, encode } = some;
    const { target, metrics, logger } = this.#options;
    const sent = await this.#untilAnswered(some, pause);
    if (sent.outcome === 'delivered') {
      metrics.forwarded(signal, records.length - sent.rejected, sent.rejected);
      this.#logPartial(signal, sent);
      return;
    }
    metrics.failed(sent.reason);
    if (sent.tooLarge && records.length > 1) {
      const half = records.length >> 1;
      await this.#deliver({ signal, encode, records: records.slice(0, half) }, pause);
      await this.#deliver({ signal, encode, records: records.slice(half) }, pause);
      return;
    }
    const refused = { target: target.name, signal, reason: sent.reason, records: records.length };
    logger.error(refused, 'a forwarding target refused records');
    metrics.forwarded(signal, 0, records.length);
  }

  async #untilAnswered<T>(
    { signal, records, encode }: Records<T>,
    pause: Pause,
  ): Promise<Exclude<OtlpSent, Retry>> {
    const { target, send, metrics, logger } = this.#options;
    const request = encode(records);
    for (let failures = 1; ; failures++) {
      await this.#keepPace(records.length, pause);
      const sent = await send(signal, request);
      if (sent.outcome !== 'retry') return sent;
      const { reason, detail = reason, afterMs = pauseMs(failures, backOff) } = sent;
      metrics.failed(reason, detail);
      if (failures === 1)
        logger.warn(
          { target: target.name, reason: detail },
          'a forwarding target takes nothing; trying again',
        );
      await pause(afterMs);
    }
  }

  /** Waits so that the rate of records is not exceeded. */
  async #keepPace(records: number, pause: Pause): Promise<void> {
    const nowMs = performance.now();
    const startMs = Math.max(nowMs, this.#paceMs);
    this.#paceMs = startMs + (records / this.#options.target.recordsPerSecond) * 1000;
    await pause(startMs - nowMs);
  }

  #logPartial(signal: ForwardSignal, { rejected, message }: { rejected: number; message: string }): void {
    if (rejected === 0 && message === '') return;
    const nowMs = performance.now();
    if (message === this.#logged.message && nowMs < this.#logged.atMs + logAgainMs) return;
    this.#logged = { message, atMs: nowMs };
    const { target, logger } = this.#options;
    const text = rejected > 0 ? 'a forwarding target rejected records' : 'a forwarding target has a remark';
    logger.warn({ target: target.name, signal, rejected, message }, text);
  }
}
