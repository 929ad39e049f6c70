import { millisFromNanos, nanosFromMillis, type EpochNanos } from '@ordertrace/model';
import type { FastifyBaseLogger } from 'fastify';
import { pauseMs, type BackOff } from './back-off.js';
import { Rounds } from './rounds.js';
import type { Sent } from './sent.js';

/** An item that waits for its next attempt. */
export interface Waiting<T> {
  readonly item: T;
  /** Failed attempts so far. */
  readonly attempts: number;
  readonly dueNanos: EpochNanos;
}

/** A completed attempt and its consequence. */
export interface Tried {
  readonly outcome: 'delivered' | 'failed' | 'given_up';
  /** Counts from 1. */
  readonly attempt: number;
  readonly atNanos: EpochNanos;
  readonly error?: string;
}

/** One attempt: its result, and how to store it. */
export interface Attempt {
  readonly sent: Sent;
  readonly keep: (tried: Tried) => Promise<void>;
}

export interface Pace {
  /** The back-off of a failed item. */
  readonly item: BackOff;
  /** The back-off of its target, which may be unavailable as a whole. */
  readonly target: BackOff;
  /** Attempts before an item is given up. */
  readonly attemptsAtMost: number;
  /** Most items in the queue of one target. */
  readonly waitingAtMost: number;
}

export interface TargetQueuesOptions<T> {
  /** The name in log lines: `alerts`. */
  readonly name: string;
  readonly pace: Pace;
  readonly now: () => EpochNanos;
  readonly logger: Pick<FastifyBaseLogger, 'error'>;
  /** False for a disabled target: its queue is dropped. */
  readonly isOpen: (target: string) => boolean;
  /**
   * Makes one attempt; `undefined` if the item is obsolete. An error it throws does not count as a failure of
   * the target.
   */
  readonly attempt: (target: string, item: T, attempt: number) => Promise<Attempt | undefined>;
}

interface Queue<T> {
  /** By ID, oldest first. */
  readonly waiting: Map<string, Waiting<T>>;
  failures: number;
  pausedUntilNanos: EpochNanos;
}

const restAtMostMs = 60_000;

/**
 * A bounded queue for each target. A target gets one item at a time. A failed item waits longer each time and
 * never delays another. Delivery is at least once, and out of sequence after a failure.
 */
export class TargetQueues<T> {
  readonly #options: TargetQueuesOptions<T>;
  readonly #rounds: Rounds;
  readonly #busy = new Map<string, Promise<void>>();
  readonly #queues = new Map<string, Queue<T>>();

  constructor(options: TargetQueuesOptions<T>) {
    this.#options = options;
    const { name, logger } = options;
    this.#rounds = new Rounds({
      round: () => {
        void this.look();
        return this.#untilDueMs();
      },
      failed: (error) => {
        logger.error({ err: error }, `the queues of ${name} failed; trying again`);
        return 1000;
      },
    });
  }

  start(): void {
    this.#rounds.start();
  }

  /** Resolves when the running attempts have ended. */
  async stop(): Promise<void> {
    await this.#rounds.stop();
    await Promise.all(this.#busy.values());
  }

  /** Adds or replaces the item with this ID. False if the queue is full. */
  put(target: string, id: string, waiting: Waiting<T>): boolean {
    const queue: Queue<T> = this.#queues.get(target) ?? {
      waiting: new Map(),
      failures: 0,
      pausedUntilNanos: 0n,
    };
    this.#queues.set(target, queue);
    if (!queue.waiting.has(id) && queue.waiting.size >= this.#options.pace.waitingAtMost) return false;
    queue.waiting.set(id, waiting);
    this.#rounds.wake();
    return true;
  }

  get(target: string, id: string): Waiting<T> | undefined {
    return this.#queues.get(target)?.waiting.get(id);
  }

  /** Drops all queues. */
  clear(): void {
    this.#queues.clear();
  }

  /** Drops a target's queue. */
  drop(target: string): void {
    this.#queues.delete(target);
  }

  /** The number of waiting items of a target, or of all. */
  waiting(target?: string): number {
    this.#dropClosed();
    if (target !== undefined) return this.#queues.get(target)?.waiting.size ?? 0;
    return [...this.#queues.values()].reduce((sum, queue) => sum + queue.waiting.size, 0);
  }

  /** Starts the due attempts; resolves when they are done. */
  async look(): Promise<void> {
    this.#dropClosed();
    for (const [target, queue] of this.#queues)
      if (!this.#busy.has(target) && this.#due(queue) !== undefined)
        this.#busy.set(target, this.#drain(target, queue));
    await Promise.all(this.#busy.values());
  }

  #dropClosed(): void {
    for (const target of this.#queues.keys()) if (!this.#options.isOpen(target)) this.drop(target);
  }

  #due({ waiting, pausedUntilNanos }: Queue<T>): [string, Waiting<T>] | undefined {
    const now = this.#options.now();
    if (pausedUntilNanos > now) return undefined;
    for (const entry of waiting) if (entry[1].dueNanos <= now) return entry;
    return undefined;
  }

  /** Milliseconds until the next item of an idle target is due. The end of a busy one wakes the rounds. */
  #untilDueMs(): number {
    const now = this.#options.now();
    let next = now + nanosFromMillis(restAtMostMs);
    for (const [target, { waiting, pausedUntilNanos }] of this.#queues) {
      if (this.#busy.has(target)) continue;
      for (const { dueNanos } of waiting.values()) {
        const at = dueNanos > pausedUntilNanos ? dueNanos : pausedUntilNanos;
        if (at < next) next = at;
      }
    }
    return Math.max(1, Math.ceil(millisFromNanos(next - now)));
  }

  async #drain(target: string, queue: Queue<T>): Promise<void> {
    const { name, logger, pace } = this.#options;
    try {
      while (!this.#rounds.isStopping && this.#queues.get(target) === queue) {
        const due = this.#due(queue);
        if (due === undefined) break;
        await this.#try(target, queue, due);
      }
    } catch (error) {
      logger.error({ err: error, target }, `${name} failed; trying again`);
      queue.pausedUntilNanos = this.#after(pace.item.firstMs);
    }
    this.#busy.delete(target);
    this.#rounds.wake();
  }

  async #try(target: string, queue: Queue<T>, [id, waiting]: [string, Waiting<T>]): Promise<void> {
    const { pace, attempt: tryOnce, now } = this.#options;
    const attempt = waiting.attempts + 1;
    const tried = await tryOnce(target, waiting.item, attempt);
    const isReplaced = queue.waiting.get(id) !== waiting;
    if (tried === undefined) {
      if (!isReplaced) queue.waiting.delete(id);
      return;
    }
    const { sent, keep } = tried;
    const at = { attempt, atNanos: now() };
    if (!isReplaced) queue.waiting.delete(id);
    if (sent.outcome === 'delivered') {
      queue.failures = 0;
      await keep({ ...at, outcome: 'delivered' });
      return;
    }
    const isLast = sent.outcome === 'refused' || attempt >= pace.attemptsAtMost;
    if (sent.outcome === 'retry') {
      queue.failures += 1;
      const asked = sent.afterMs ?? 0;
      queue.pausedUntilNanos = this.#after(pauseMs(queue.failures, pace.target), asked, pace.target);
      const dueNanos = this.#after(pauseMs(attempt, pace.item), asked, pace.item);
      if (!isLast) queue.waiting.set(id, { item: waiting.item, attempts: attempt, dueNanos });
    }
    await keep({ ...at, outcome: isLast ? 'given_up' : 'failed', error: sent.reason });
  }

  /** A time after the longer of two pauses, of which the second is bounded. */
  #after(
    millis: number,
    asked = 0,
    { longestMs }: Pick<BackOff, 'longestMs'> = { longestMs: 0 },
  ): EpochNanos {
    return this.#options.now() + nanosFromMillis(Math.max(millis, Math.min(asked, longestMs)));
  }
}
