import { ProblemSweep } from '../problems/sweep.js';
import type { FoldContext } from './fold-context.js';
import { foldPass, type FoldedPass } from './fold-pass.js';
import type { ServiceSigns } from './service-signs.js';
import { Watch } from './watch.js';

export interface FoldStepOptions {
  readonly context: FoldContext;
  readonly signs: ServiceSigns;
  /** Milliseconds of any steady clock. */
  readonly clock: () => number;
}

/** One step of the fold: learns, folds and judges what is new or due, and follows up on what the pass found out. */
export class FoldStep {
  readonly #context: FoldContext;
  readonly #watch: Watch;
  readonly #sweep: ProblemSweep | undefined;

  constructor({ context, signs, clock }: FoldStepOptions) {
    this.#context = context;
    this.#watch = new Watch({ context, signs, clock });
    const { store, desk } = context;
    this.#sweep = desk === undefined ? undefined : new ProblemSweep(store, desk);
  }

  /** Folds what was committed after `commit`, and judges what is due. */
  async run(commit: bigint): Promise<FoldedPass> {
    await this.#watch.learn(commit);
    const folded = await foldPass(this.#context, { commit });
    await this.#watch.lookAgainAtChangedPlaces(folded.commit);
    await this.#nameReceivers();
    await this.#sweep?.step();
    return folded;
  }

  /** Folds what was committed after `commit`, and leaves all verdicts to a later step. */
  runWithoutVerdicts(commit: bigint): Promise<FoldedPass> {
    return foldPass(this.#context, { commit, judgeAtMost: 0 });
  }

  /** Learns stage times again at the next step: the flow has other stages, or counts their time otherwise. */
  forgetStageTimes(): void {
    this.#watch.forgetStageTimes();
  }

  /** Drops everything that was learned; it is learned again from the store at the next step. */
  forget(): void {
    this.#watch.forget();
  }

  /** Receivers whose orders have become known belong to those orders: they are stored again, naming them. */
  async #nameReceivers(): Promise<void> {
    for (const batch of this.#context.unnamed?.take() ?? []) await this.#context.store.append(batch);
  }
}
