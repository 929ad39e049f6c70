import { millisFromNanos, nanosFromMillis, type EpochNanos } from '@ordertrace/model';
import type { FastifyBaseLogger } from 'fastify';
import { pauseMs, type BackOff } from './back-off.js';
import { Rounds } from './rounds.js';
import type { Sent } from './sent.js';

/** Something that waits for its next try. */
export interface Waiting<T> {
  readonly item: T;
  /** Tries that failed. */
  readonly attempts: number;
  readonly dueNanos: EpochNanos;
}

/** A try that was made, and what it means. */
export interface Tried {
  readonly outcome: 'delivered' | 'failed' | 'given_up';
  /** Counts from 1. */
  readonly attempt: number;
  readonly atNanos: EpochNanos;
  readonly error?: string;
}

/** One try: how it ended, and how to store that. */
export interface Attempt {
  readonly sent: Sent;
  readonly keep: (tried: Tried) => Promise<void>;
}

export interface Pace {
  /** The pause of an item that failed. */
  readonly item: BackOff;
  /** The pause of its target, which may be away as a whole. */
  readonly target: BackOff;
  /** After so many tries an item is given up. */
  readonly attemptsAtMost: number;
  /** Items that one target's queue holds. */
  readonly waitingAtMost: number;
}

export interface TargetQueuesOptions<T> {
  /** In log lines: `alerts`. */
  readonly name: string;
  readonly pace: Pace;
  readonly now: () => EpochNanos;
  readonly logger: Pick<FastifyBaseLogger, 'error'>;
  /** False for a target that gets nothing now: its queue is dropped. */
  readonly isOpen: (target: string) => boolean;
  /** One try; `undefined` where the item is of no use any more. What it throws is no failure of the target. */
  readonly attempt: (target: string, item: T, attempt: number) => Promise<Attempt | undefined>;
}

interface Queue<T> {
  /** By id, oldest first. */
  readonly waiting: Map<string, Waiting<T>>;
  failures: number;
  pausedUntilNanos: EpochNanos;
}

const restAtMostMs = 60_000;

/**
 * A bounded queue for each target. A target gets one item at a time; one that fails waits longer each time and never
 * holds up another. Items of a target are delivered at least once, and out of order after a failure.
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

  /** Resolves when the tries under way have ended. */
  async stop(): Promise<void> {
    await this.#rounds.stop();
    await Promise.all(this.#busy.values());
  }

  /** Replaces what waits under this id. False where the queue is full. */
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

  /** Drops a target's queue. */
  drop(target: string): void {
    this.#queues.delete(target);
  }

  /** Items that wait for a target, or for all. */
  waiting(target?: string): number {
    this.#dropClosed();
    if (target !== undefined) return this.#queues.get(target)?.waiting.size ?? 0;
    return [...this.#queues.values()].reduce((sum, queue) => sum + queue.waiting.size, 0);
  }

  /** Begins with what is due; resolves when that is done. */
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

  /** Until the next item of a target that is not busy is due. The end of a busy one wakes the rounds. */
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

  /** A moment from now: after the longer of two pauses, where the second is bounded. */
  #after(
    millis: number,
    asked = 0,
    { longestMs }: Pick<BackOff, 'longestMs'> = { longestMs: 0 },
  ): EpochNanos {
    return this.#options.now() + nanosFromMillis(Math.max(millis, Math.min(asked, longestMs)));
  }
}
