import type { Position } from '@ordertrace/store';
import { ProblemSweep } from '../problems/sweep.js';
import type { FoldContext } from './fold-context.js';
import { foldPass, type FoldedPass } from './fold-pass.js';
import type { ServiceSigns } from './service-signs.js';
import { Watch } from './watch.js';

export interface FoldStepOptions {
  readonly context: FoldContext;
  readonly signs: ServiceSigns;
  /** A monotonic clock, in milliseconds. */
  readonly clock: () => number;
}

/** One step of the fold: learns, folds and judges new or due orders, and acts on the results of the pass. */
export class FoldStep {
  readonly #context: FoldContext;
  readonly #watch: Watch;
  readonly #sweep: ProblemSweep | undefined;

  constructor({ context, signs, clock }: FoldStepOptions) {
    this.#context = context;
    context.clocks = signs.clocks;
    this.#watch = new Watch({ context, signs, clock });
    const { store, desk } = context;
    this.#sweep = desk === undefined ? undefined : new ProblemSweep(store, desk);
  }

  /** Folds everything appended after `position`, and judges due orders. */
  async run(position: Position): Promise<FoldedPass> {
    await this.#watch.learn();
    const folded = await foldPass(this.#context, { position });
    await this.#watch.lookAgainAtChangedPlaces();
    await this.#nameReceivers();
    await this.#sweep?.step();
    return folded;
  }

  /** Folds everything appended after `position`, and postpones all verdicts to a later step. */
  runWithoutVerdicts(position: Position): Promise<FoldedPass> {
    return foldPass(this.#context, { position, judgeAtMost: 0 });
  }

  /**
   * Learns stage times again at the next step. Needed where the flow has other stages, or another kind of time for a
   * stage.
   */
  forgetStageTimes(): void {
    this.#watch.forgetStageTimes();
  }

  /** Drops everything that was learned. The next step learns it again from the store. */
  forget(): void {
    this.#watch.forget();
  }

  /** Stores receivers again under their orders, once these orders are known. */
  async #nameReceivers(): Promise<void> {
    for (const batch of this.#context.unnamed?.take() ?? []) await this.#context.store.append(batch);
  }
}
