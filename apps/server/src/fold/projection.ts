import { setTimeout as sleep } from 'node:timers/promises';
import { nanosFromMillis, type Flows, type KnownReceivers, type LearnedByFlow } from '@ordertrace/model';
import type { Store } from '@ordertrace/store';
import type { FastifyBaseLogger } from 'fastify';
import type { OrderObserver } from '../metrics/index.js';
import type { LiveChanges } from '../live/live-changes.js';
import { ProblemDesk } from '../problems/problem-desk.js';
import type { ServiceSigns } from './service-signs.js';
import type { UnnamedReceivers } from './unnamed-receivers.js';
import { Watch } from './watch.js';
import { foldChanges } from './fold-changes.js';
import type { OrderContext } from './order-context.js';

export interface ProjectionOptions {
  readonly store: Store;
  readonly flows: Flows;
  /** Which services live, as ingest sees it. */
  readonly signs: ServiceSigns;
  /** Told what folds and looks find out. */
  readonly observer?: OrderObserver;
  /** Opens and resolves problems as orders change; one of its own unless given. */
  readonly desk?: ProblemDesk;
  readonly live?: LiveChanges;
  /** Receivers that name no order, as ingest sees them. */
  readonly unnamed?: UnnamedReceivers;
  readonly logger: FastifyBaseLogger;
}

/**
 * How long commits gather before the next step. Steps that take long are followed by longer rests: what comes in bulk
 * names the same orders again and again, and each is folded and saved once a step.
 */
const restMs = 250;
const restAtMostMs = 2000;
const restPerStepMs = 3;
const restAfterErrorMs = 1000;

/** Looking again at orders may take a quarter of the time: folding what is new goes first. Never is it put off long. */
const restPerCheckMs = 3;
const checkRestAtMostMs = 5000;

/**
 * Follows the store's commits and keeps the order states behind them: folds what is new, then looks at open
 * orders whose time has come. One step runs at a time, so that no step saves over another's newer state.
 */
export class Projection {
  readonly #context: OrderContext;
  readonly #watch: Watch;
  readonly #logger: FastifyBaseLogger;
  readonly #stopping = new AbortController();
  #running: Promise<void> | undefined;
  #healthy = true;
  #next: { readonly flows: Flows; readonly taken: () => void } | undefined;

  constructor({ store, flows, signs, observer, desk, live, unnamed, logger }: ProjectionOptions) {
    const now = () => nanosFromMillis(Date.now());
    this.#context = {
      store,
      flows,
      receivers: new Map(),
      now,
      desk: desk ?? new ProblemDesk({ store, now }),
      ...(observer === undefined ? {} : { observer }),
      ...(live === undefined ? {} : { live }),
      ...(unnamed === undefined ? {} : { unnamed }),
    };
    this.#watch = new Watch({ context: this.#context, signs, clock: () => performance.now() });
    this.#logger = logger;
  }

  /** False while its last step failed; it tries again by itself. */
  get healthy(): boolean {
    return this.#healthy;
  }

  get receivers(): KnownReceivers {
    return this.#context.receivers;
  }

  /** How long orders usually rest in each stage; absent until enough have closed. */
  get learned(): LearnedByFlow | undefined {
    return this.#context.learned;
  }

  /**
   * Folds every order again, by other flows. Resolves when a server that starts anew would go on with it; never
   * where others take their place before.
   */
  useFlows(flows: Flows): Promise<void> {
    return new Promise((taken) => (this.#next = { flows, taken }));
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
    let taken: (() => void) | undefined;
    let nextCheckMs = 0;
    let moreToCheck = false;
    while (!this.#stopping.signal.aborted) {
      try {
        const begunMs = performance.now();
        const next = this.#takeNextFlows();
        taken = next ?? taken;
        commit = next === undefined ? (commit ?? (await this.#context.store.savedCommit())) : 0n;
        const folded = await foldChanges(this.#context, commit);
        commit = folded.commit;
        taken?.();
        taken = undefined;
        const gatherMs = Math.max(
          restMs,
          Math.min(restAtMostMs, (performance.now() - begunMs) * restPerStepMs),
        );
        if (performance.now() >= nextCheckMs) {
          const startedMs = performance.now();
          moreToCheck = await this.#watch.look(commit);
          const endedMs = performance.now();
          nextCheckMs = endedMs + Math.min(checkRestAtMostMs, (endedMs - startedMs) * restPerCheckMs);
        }
        this.#healthy = true;
        const untilCheckMs = moreToCheck ? nextCheckMs - performance.now() : gatherMs;
        if (!folded.more) await this.#rest(Math.max(0, Math.min(gatherMs, untilCheckMs)));
      } catch (error) {
        this.#healthy = false;
        this.#logger.error({ err: error }, 'order states could not be brought up to date; trying again');
        await this.#rest(restAfterErrorMs);
      }
    }
  }

  /** Whom to tell, where other flows are to be used from here on. */
  #takeNextFlows(): (() => void) | undefined {
    const next = this.#next;
    if (next === undefined) return undefined;
    this.#context.flows = next.flows;
    this.#next = undefined;
    this.#watch.forgetStageTimes();
    return next.taken;
  }

  async #rest(millis: number): Promise<void> {
    await sleep(millis, undefined, { signal: this.#stopping.signal }).catch(() => undefined);
  }
}
