import type { Stage } from '@ordertrace/conventions';

/** A step of an order: the stages in which it is possible, and the stage it leads to. */
export interface Step {
  readonly from: readonly Stage[];
  readonly to: Stage;
}

/** The step is not possible in the order's stage. */
export class WrongStageError extends Error {
  readonly code = 'WRONG_STAGE';
  readonly stage: Stage;
  /** Steps that are possible now. */
  readonly possible: readonly string[];

  constructor(step: string, stage: Stage, possible: readonly string[]) {
    const instead = possible.length === 0 ? 'nothing' : possible.join(', ');
    super(`An order that is ${stage} does not take "${step}"; possible now: ${instead}.`);
    this.name = 'WrongStageError';
    this.stage = stage;
    this.possible = possible;
  }
}

/** The stage that the step leads to. Throws `WrongStageError`. */
export function takeStep<Name extends string>(
  steps: Readonly<Record<Name, Step>>,
  name: Name,
  stage: Stage,
): Stage {
  const step = steps[name];
  if (step.from.includes(stage)) return step.to;
  throw new WrongStageError(name, stage, possibleSteps(steps, stage));
}

export function possibleSteps(steps: Readonly<Record<string, Step>>, stage: Stage): string[] {
  return Object.keys(steps).filter((name) => steps[name]?.from.includes(stage));
}
