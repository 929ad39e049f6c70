import { setTimeout as sleep } from 'node:timers/promises';
import {
  nanosFromMillis,
  type Flows,
  type Coverage,
  type ProgressByService,
  type StageTimesByFlow,
} from '@ordertrace/model';
import type { Position } from '@ordertrace/store';
import type { FastifyBaseLogger } from 'fastify';
import { ProblemDesk } from '../problems/problem-desk.js';
import { foldContext, type FoldContext, type FoldContextOptions } from './fold-context.js';
import { FoldStep } from './fold-step.js';
import type { FoldedPass } from './fold-pass.js';
import type { ServiceSigns } from './service-signs.js';

export interface FoldLoopOptions extends Omit<FoldContextOptions, 'now' | 'receivers'> {
  /** Liveness of services, from the telemetry that the receivers get. */
  readonly signs: ServiceSigns;
  readonly logger: FastifyBaseLogger;
}

/**
 * Time for which commits are collected before the next step. A longer step is followed by a longer rest. A bulk names
 * the same orders many times, and each order is folded and saved once a step.
 */
const restMs = 250;
const restAtMostMs = 2000;
const restPerStepMs = 3;
const restAfterErrorMs = 1000;

/**
 * While commits wait, verdicts may take a quarter of the time, because stages have precedence. Verdicts are never
 * delayed longer than this.
 */
const verdictsAtMostEveryMs = 5000;

/**
 * Follows the store's commits and updates the order states. Only one step runs at a time, so that no step overwrites
 * another's newer state.
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

  /** False while the last step failed. The loop retries automatically. */
  get healthy(): boolean {
    return this.#healthy;
  }

  get coverage(): Coverage {
    return this.#context.coverage;
  }

  /** How far the telemetry of each service has come; absent until it is known. */
  get hearing(): ProgressByService | undefined {
    return this.#context.reception?.hearing;
  }

  /** Usual times of orders in each stage; absent until enough orders have closed. */
  get learned(): StageTimesByFlow | undefined {
    return this.#context.learned;
  }

  /**
   * Folds every order again with other flows. Resolves when a restarted server would continue with them. Never resolves
   * where other flows replace them before.
   */
  useFlows(flows: Flows): Promise<void> {
    return new Promise((taken) => (this.#next = { flows, taken }));
  }

  /** Runs work between two steps, so that no step saves state that it read before the work. */
  whilePaused<T>(work: () => Promise<T>): Promise<T> {
    const done = this.#last.then(work);
    this.#last = done.catch(() => undefined);
    return done;
  }

  /** Drops everything that was learned. The next step learns it again from the store. */
  forget(): void {
    this.#step.forget();
  }

  start(): void {
    this.#running ??= this.#run();
  }

  /** Resolves when the current step has ended. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#running;
  }

  async #run(): Promise<void> {
    let position: Position | undefined;
    const { store } = this.#context;
    let taken: (() => void) | undefined;
    while (!this.#stopping.signal.aborted) {
      try {
        const begunMs = performance.now();
        const next = this.#takeNextFlows();
        taken = next ?? taken;
        const from = next === undefined ? (position ?? (await store.savedPosition())) : store.positions.start;
        position = from;
        const folded = await this.whilePaused(() => this.#fold(from));
        position = folded.position;
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

  async #fold(position: Position): Promise<FoldedPass> {
    const begunMs = performance.now();
    if (begunMs < this.#nextVerdictsMs) return this.#step.runWithoutVerdicts(position);
    const folded = await this.#step.run(position);
    const endedMs = performance.now();
    const putOffMs = folded.more ? (endedMs - begunMs) * restPerStepMs : 0;
    this.#nextVerdictsMs = endedMs + Math.min(verdictsAtMostEveryMs, putOffMs);
    return folded;
  }

  /** Switches to the next flows, if there are any. Returns the function that reports the switch. */
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
