import { setTimeout } from 'node:timers/promises';
import { context, ROOT_CONTEXT } from '@opentelemetry/api';
import type { Pool } from 'pg';
import type { Logger } from 'pino';
import type { EventOutlet } from './event-outlet.js';
import { markTold, unsentTransitions, type UnsentTransition } from './transitions.js';

export interface TransitionRelayOptions {
  readonly pool: Pool;
  readonly outlet: EventOutlet;
  readonly log: Logger;
  /** Transitions that are sent at a time; default 500. */
  readonly batch?: number;
  /** Poll interval in milliseconds; default 1,000. */
  readonly pollMs?: number;
  /** Milliseconds between checks whether the collector has received the events; default 50. */
  readonly confirmEveryMs?: number;
}

/** Milliseconds before lost events are emitted again. */
const againAfterMs = 10_000;
const stopWithinMs = 2_000;

/**
 * Turns transitions into order events. A transition counts as sent only after the collector has received its
 * event. After a crash or a long outage, unsent transitions are sent with their original time and trace.
 * Repeated events are de-duplicated.
 */
export class TransitionRelay {
  readonly #options: Required<TransitionRelayOptions>;
  readonly #stopping = new AbortController();
  #stopAt: number | undefined;
  #woken = new AbortController();
  #running: Promise<void> | undefined;

  constructor(options: TransitionRelayOptions) {
    this.#options = { batch: 500, pollMs: 1_000, confirmEveryMs: 50, ...options };
  }

  start(): void {
    this.#running ??= context.with(ROOT_CONTEXT, () => this.#run());
  }

  /** Polls at once. Call it after a transaction that recorded a stage change. */
  wake(): void {
    this.#woken.abort();
  }

  /** Sends the remaining transitions for at most two seconds. The rest is sent after the next start. */
  async close(): Promise<void> {
    this.#stopAt = Date.now() + stopWithinMs;
    this.#stopping.abort();
    this.wake();
    await this.#running;
  }

  async #run(): Promise<void> {
    const { pollMs, log } = this.#options;
    for (;;) {
      this.#woken = new AbortController();
      let told = 0;
      try {
        told = await this.#round();
      } catch (error) {
        log.warn({ err: error }, 'transitions can not be told; trying again');
      }
      const isStopping = this.#stopAt !== undefined;
      if (isStopping && (told === 0 || this.#isOver())) return;
      if (told === 0) await this.#pause(pollMs);
    }
  }

  /** Returns the number of transitions that were sent. */
  async #round(): Promise<number> {
    const { pool, batch, outlet, log } = this.#options;
    const transitions = await unsentTransitions(pool, batch);
    if (transitions.length === 0) return 0;
    if (await this.#tell(transitions)) {
      const seqs = transitions.map(({ seq }) => seq);
      await markTold(pool, seqs);
      return seqs.length;
    }
    const { waiting, dropped, refused } = outlet.status() ?? {};
    log.warn({ waiting, dropped, refused }, 'order events did not arrive; they will be sent again');
    await setTimeout(this.#isOver() ? 0 : againAfterMs, undefined, { signal: this.#stopping.signal }).catch(
      () => undefined,
    );
    return 0;
  }

  /** Returns true when the collector has received all of them, false if some were lost. */
  async #tell(transitions: readonly UnsentTransition[]): Promise<boolean> {
    const { outlet, confirmEveryMs } = this.#options;
    const lost = lostOf(outlet);
    for (const transition of transitions) outlet.emit(transition);
    for (;;) {
      if (lostOf(outlet) !== lost) return false;
      if ((outlet.status()?.waiting ?? 0) === 0) return true;
      if (this.#isOver()) return false;
      await setTimeout(confirmEveryMs);
    }
  }

  #isOver(): boolean {
    return this.#stopAt !== undefined && Date.now() >= this.#stopAt;
  }

  async #pause(ms: number): Promise<void> {
    await setTimeout(ms, undefined, { signal: this.#woken.signal }).catch(() => undefined);
  }
}

function lostOf(outlet: EventOutlet): number {
  const { dropped, refused } = outlet.status() ?? { dropped: 0, refused: 0 };
  return dropped + refused;
}
