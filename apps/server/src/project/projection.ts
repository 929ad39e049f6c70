import { setTimeout as sleep } from 'node:timers/promises';
import { nanosFromMillis, type Flow, type KnownReceivers } from '@ordertrace/model';
import type { Store } from '@ordertrace/store';
import type { FastifyBaseLogger } from 'fastify';
import { checkOrders } from '../watch/check-orders.js';
import { foldChanges } from './fold-changes.js';
import type { OrderContext } from './order-context.js';

export interface ProjectionOptions {
  readonly store: Store;
  readonly flow: Flow;
  readonly logger: FastifyBaseLogger;
}

/** How long commits gather before the next step. */
const restMs = 250;
const restAfterErrorMs = 1000;

/** Looking again at orders may take a quarter of the time: folding what is new goes first. */
const restPerCheckMs = 3;

/**
 * Follows the store's commits and keeps the order states behind them: folds what is new, then looks at open
 * orders whose time has come. One step runs at a time, so that no step saves over another's newer state.
 */
export class Projection {
  readonly #context: OrderContext;
  readonly #logger: FastifyBaseLogger;
  readonly #stopping = new AbortController();
  #running: Promise<void> | undefined;
  #healthy = true;

  constructor({ store, flow, logger }: ProjectionOptions) {
    this.#context = { store, flow, receivers: new Map(), now: () => nanosFromMillis(Date.now()) };
    this.#logger = logger;
  }

  /** False while its last step failed; it tries again by itself. */
  get healthy(): boolean {
    return this.#healthy;
  }

  get receivers(): KnownReceivers {
    return this.#context.receivers;
  }

  start(): void {
    this.#running ??= this.#run();
  }

  /** Resolves when the step under way has ended. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#running;
  }

  async #run(): Promise<void> {
    let commit: bigint | undefined;
    let nextCheckMs = 0;
    while (!this.#stopping.signal.aborted) {
      try {
        commit ??= await this.#context.store.savedCommit();
        const folded = await foldChanges(this.#context, commit);
        commit = folded.commit;
        if (performance.now() >= nextCheckMs) {
          const startedMs = performance.now();
          await checkOrders(this.#context, commit);
          const endedMs = performance.now();
          nextCheckMs = endedMs + (endedMs - startedMs) * restPerCheckMs;
        }
        this.#healthy = true;
        if (!folded.more) await this.#rest(restMs);
      } catch (error) {
        this.#healthy = false;
        this.#logger.error({ err: error }, 'order states could not be brought up to date; trying again');
        await this.#rest(restAfterErrorMs);
      }
    }
  }

  async #rest(millis: number): Promise<void> {
    await sleep(millis, undefined, { signal: this.#stopping.signal }).catch(() => undefined);
  }
}
