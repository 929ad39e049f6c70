import { setTimeout } from 'node:timers/promises';
import { context, ROOT_CONTEXT } from '@opentelemetry/api';
import type { Pool } from 'pg';
import type { Logger } from 'pino';
import type { EventOutlet } from './event-outlet.js';
import { markTold, untoldTransitions, type UntoldTransition } from './transitions.js';

export interface TransitionRelayOptions {
  readonly pool: Pool;
  readonly outlet: EventOutlet;
  readonly log: Logger;
  /** Transitions told at a time; 500 if left out. */
  readonly batch?: number;
  /** Milliseconds after which it looks without being woken; 1,000 if left out. */
  readonly pollMs?: number;
  /** Milliseconds between two looks whether the collector has taken what was emitted; 50 if left out. */
  readonly confirmEveryMs?: number;
}

/** Milliseconds to wait before events that did not arrive are emitted again. */
const againAfterMs = 10_000;
const stopWithinMs = 2_000;

/**
 * Turns transitions into order events, and holds a transition as told only once the collector has taken its
 * event. What a crash or a long outage leaves untold is told again, with its original time and trace; the same
 * event twice is one.
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

  /** Looks at once; call it after a transaction that recorded a stage change. */
  wake(): void {
    this.#woken.abort();
  }

  /** Tells what is untold, for two seconds at most; what is left then is told after the next start. */
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

  /** Gives how many were told. */
  async #round(): Promise<number> {
    const { pool, batch, outlet, log } = this.#options;
    const transitions = await untoldTransitions(pool, batch);
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

  /** True when the collector has all of them; false when some were lost on the way. */
  async #tell(transitions: readonly UntoldTransition[]): Promise<boolean> {
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
