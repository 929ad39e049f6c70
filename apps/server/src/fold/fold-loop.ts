import { setTimeout as sleep } from 'node:timers/promises';
import { nanosFromMillis, type Flows, type Coverage, type LearnedByFlow } from '@ordertrace/model';
import type { FastifyBaseLogger } from 'fastify';
import { ProblemDesk } from '../problems/problem-desk.js';
import { foldContext, type FoldContext, type FoldContextOptions } from './fold-context.js';
import { FoldStep } from './fold-step.js';
import type { FoldedPass } from './fold-pass.js';
import type { ServiceSigns } from './service-signs.js';

export interface FoldLoopOptions extends Omit<FoldContextOptions, 'now' | 'receivers'> {
  /** Which services are alive, as the receivers see it. */
  readonly signs: ServiceSigns;
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

/** While commits wait, verdicts may take a quarter of the time: stages come first. They are never put off longer. */
const verdictsAtMostEveryMs = 5000;

/**
 * Follows the store's commits and keeps the order states behind them. One step runs at a time, so that no step saves
 * over another's newer state.
 */
export class FoldLoop {
  readonly #context: FoldContext;
  readonly #step: FoldStep;
  readonly #logger: FastifyBaseLogger;
  readonly #stopping = new AbortController();
  #last: Promise<unknown> = Promise.resolve();
  #running: Promise<void> | undefined;
  #healthy = true;
  #nextVerdictsMs = 0;
  #next: { readonly flows: Flows; readonly taken: () => void } | undefined;

  constructor({ signs, logger, ...options }: FoldLoopOptions) {
    const now = () => nanosFromMillis(Date.now());
    const { store, desk = new ProblemDesk({ store, now }) } = options;
    this.#context = foldContext({ ...options, desk, now });
    this.#step = new FoldStep({ context: this.#context, signs, clock: () => performance.now() });
    this.#logger = logger;
  }

  /** False while the last step failed; the loop tries again by itself. */
  get healthy(): boolean {
    return this.#healthy;
  }

  get coverage(): Coverage {
    return this.#context.coverage;
  }

  /** How long orders usually rest in each stage; absent until enough have closed. */
  get learned(): LearnedByFlow | undefined {
    return this.#context.learned;
  }

  /**
   * Folds every order again, by other flows. Resolves when a restarted server would continue with it; never
   * where others replace them before.
   */
  useFlows(flows: Flows): Promise<void> {
    return new Promise((taken) => (this.#next = { flows, taken }));
  }

  /** Runs work between two steps, so that no step saves what it read before. */
  whilePaused<T>(work: () => Promise<T>): Promise<T> {
    const done = this.#last.then(work);
    this.#last = done.catch(() => undefined);
    return done;
  }

  /** Drops everything that was learned; it is learned again from the store at the next step. */
  forget(): void {
    this.#step.forget();
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
    while (!this.#stopping.signal.aborted) {
      try {
        const begunMs = performance.now();
        const next = this.#takeNextFlows();
        taken = next ?? taken;
        commit = next === undefined ? (commit ?? (await this.#context.store.savedCommit())) : 0n;
        const from = commit;
        const folded = await this.whilePaused(() => this.#fold(from));
        commit = folded.commit;
        taken?.();
        taken = undefined;
        this.#healthy = true;
        if (!folded.more) await this.#rest(restAfter(performance.now() - begunMs));
      } catch (error) {
        this.#healthy = false;
        this.#logger.error({ err: error }, 'order states could not be brought up to date; trying again');
        await this.#rest(restAfterErrorMs);
      }
    }
  }

  async #fold(commit: bigint): Promise<FoldedPass> {
    const begunMs = performance.now();
    if (begunMs < this.#nextVerdictsMs) return this.#step.runWithoutVerdicts(commit);
    const folded = await this.#step.run(commit);
    const endedMs = performance.now();
    const putOffMs = folded.more ? (endedMs - begunMs) * restPerStepMs : 0;
    this.#nextVerdictsMs = endedMs + Math.min(verdictsAtMostEveryMs, putOffMs);
    return folded;
  }

  /** Whom to notify, where other flows are to be used from here on. */
  #takeNextFlows(): (() => void) | undefined {
    const next = this.#next;
    if (next === undefined) return undefined;
    this.#context.flows = next.flows;
    this.#next = undefined;
    this.#step.forgetStageTimes();
    return next.taken;
  }

  async #rest(millis: number): Promise<void> {
    await sleep(millis, undefined, { signal: this.#stopping.signal }).catch(() => undefined);
  }
}

function restAfter(stepMs: number): number {
  return Math.max(restMs, Math.min(restAtMostMs, stepMs * restPerStepMs));
}
