import type { FastifyBaseLogger } from 'fastify';
import { pauseMs } from './back-off.js';
import type { PositionStore } from './position-file.js';
import { Rounds } from './rounds.js';

/** The result of one step. */
export interface Step<P extends string = string> {
  /** The start of the next step. */
  readonly position: P;
  /** Whether the step had an effect outside. Then its position is stored durably before the next step. */
  readonly hadEffect: boolean;
}

export interface FollowerOptions<P extends string> {
  /** The name in log lines: `forwarding to jaeger`. */
  readonly name: string;
  readonly positions: PositionStore;
  /** Returns the start position: the stored one, or another if that is invalid. */
  readonly begin: (stored: string | undefined) => Promise<P>;
  /** One bounded step from a position; `undefined` if nothing is new. `pause` waits, and throws at a stop. */
  readonly step: (from: P, pause: (millis: number) => Promise<void>) => Promise<Step<P> | undefined>;
  readonly logger: Pick<FastifyBaseLogger, 'error'>;
  /** The longest rest without news or a notification. */
  readonly restMs?: number;
}

const usualRestMs = 5000;
/** Notifications within this time lead to one step. */
const gatherMs = 200;
const backOff = { firstMs: 1000, longestMs: 60_000 };
/** A step without effect can be repeated, so its position is written less often. */
const writeEveryMs = 10_000;

/**
 * Follows a sequence (appended telemetry, or a list of facts) from a durable position, step by step. A failed
 * step is retried with back-off; the position never passes it.
 */
export class Follower<P extends string = string> {
  readonly #options: FollowerOptions<P>;
  readonly #rounds: Rounds;
  #position: P | undefined;
  #written: string | undefined;
  #writtenMs = 0;
  #failures = 0;
  #gathering: NodeJS.Timeout | undefined;

  constructor(options: FollowerOptions<P>) {
    this.#options = options;
    const { logger, name, restMs = usualRestMs } = options;
    this.#rounds = new Rounds({
      round: async () => {
        const hasMoved = await this.advance();
        this.#failures = 0;
        return hasMoved ? 0 : restMs;
      },
      failed: (error) => {
        this.#failures += 1;
        logger.error({ err: error, failures: this.#failures }, `${name} failed; trying again`);
        return pauseMs(this.#failures, backOff);
      },
    });
  }

  start(): void {
    this.#rounds.start();
  }

  /** Notifies the follower of new items, which ends its rest early. */
  wake(): void {
    this.#gathering ??= setTimeout(() => {
      this.#gathering = undefined;
      this.#rounds.wake();
    }, gatherMs).unref();
  }

  /**
   * Resolves when the running step has ended or was cancelled. A cancelled step is repeated at the next
   * start.
   */
  async stop(): Promise<void> {
    await this.#rounds.stop();
    clearTimeout(this.#gathering);
    this.#gathering = undefined;
    await this.#write();
  }

  /** Runs one step. Returns whether anything was new. Never call it while the follower runs. */
  async advance(): Promise<boolean> {
    const from = (this.#position ??= await this.#beginning());
    const step = await this.#options.step(from, (millis) => this.#rounds.pause(millis));
    if (step === undefined) return false;
    this.#position = step.position;
    if (step.hadEffect || performance.now() >= this.#writtenMs + writeEveryMs) await this.#write();
    return true;
  }

  async #beginning(): Promise<P> {
    const { positions, begin } = this.#options;
    this.#written = await positions.read();
    const position = await begin(this.#written);
    if (position !== this.#written) await positions.write(position);
    this.#written = position;
    return position;
  }

  async #write(): Promise<void> {
    if (this.#position === undefined || this.#position === this.#written) return;
    await this.#options.positions.write(this.#position);
    this.#written = this.#position;
    this.#writtenMs = performance.now();
  }
}
