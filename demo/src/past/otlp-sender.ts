import { setTimeout as pause } from 'node:timers/promises';
import { encodeLogs, encodeTraces } from '@ordertrace/otlp';
import { messageOf } from '../process/launch-error.js';
import type { Telemetry } from './trace-writer.js';

const firstDelayMs = 250;
const maxDelayMs = 10_000;
const busy = new Set([408, 429, 502, 503, 504]);

/** Sends telemetry as a service does: OTLP over HTTP. Retries while the server is away or busy. */
export class OtlpSender {
  readonly #endpoint: string;
  readonly #signal: AbortSignal;

  /** `signal` ends all retries. */
  constructor(endpoint: string, signal: AbortSignal) {
    this.#endpoint = endpoint;
    this.#signal = signal;
  }

  /**
   * Resolves when the server has stored the telemetry. Throws if the server refuses it for good, or at the
   * signal.
   */
  async send({ spans, logs }: Telemetry): Promise<void> {
    if (spans.length > 0) await this.#post('/v1/traces', encodeTraces(spans));
    if (logs.length > 0) await this.#post('/v1/logs', encodeLogs(logs));
  }

  async #post(path: string, body: Uint8Array): Promise<void> {
    for (let delayMs = firstDelayMs; ; delayMs = Math.min(delayMs * 2, maxDelayMs)) {
      const answer = await this.#try(path, body);
      if (answer.sent) return;
      await pause(answer.retryAfterMs ?? delayMs, undefined, { signal: this.#signal });
    }
  }

  async #try(path: string, body: Uint8Array): Promise<{ sent: boolean; retryAfterMs?: number }> {
    let response: Response;
    try {
      response = await fetch(this.#endpoint + path, {
        method: 'POST',
        headers: { 'content-type': 'application/x-protobuf' },
        body: body as Uint8Array<ArrayBuffer>,
        signal: AbortSignal.any([this.#signal, AbortSignal.timeout(30_000)]),
      });
    } catch {
      this.#signal.throwIfAborted();
      return { sent: false };
    }
    const text = await response.text().catch(messageOf);
    if (response.ok) return { sent: true };
    if (!busy.has(response.status)) {
      throw new Error(`${path} was refused with ${response.status}: ${text.slice(0, 200)}`);
    }
    const seconds = Number(response.headers.get('retry-after'));
    return { sent: false, ...(seconds > 0 ? { retryAfterMs: seconds * 1000 } : {}) };
  }
}
