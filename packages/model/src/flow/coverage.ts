import { coverages, type Coverage } from '@ordertrace/conventions';
import type { Flow, FlowStage } from './flow.js';
import { flowIndex } from './flow-index.js';

/** First and last stage that the coverage `approved-to-shipped` traces. */
const coveredFrom = 'APPROVED';
const coveredTo = 'SHIPPED';

function withoutDeadline({ deadline: _, abandonedAfterMs: __, ...stage }: FlowStage): FlowStage {
  return stage;
}

/**
 * The part of the flow that a coverage can watch. Under `approved-to-shipped` an order begins in `APPROVED` and ends in
 * `SHIPPED`. Other stages have no deadline, because their end is not seen. Throws a RangeError where the flow lacks one
 * of these two stages.
 */
export function withCoverage(flow: Flow, coverage: Coverage): Flow {
  if (!coverages.includes(coverage)) throw new RangeError(`Unknown coverage: ${coverage as string}`);
  if (coverage !== 'approved-to-shipped') return { ...flow, coverage };
  const index = flowIndex(flow);
  for (const name of [coveredFrom, coveredTo])
    if (!index.stage(name))
      throw new RangeError(`Coverage approved-to-shipped needs the stage ${name} in the flow.`);
  const covered = (name: string): boolean =>
    name !== coveredTo &&
    (name === coveredFrom || index.reaches(coveredFrom, name)) &&
    index.reaches(name, coveredTo);
  return {
    ...flow,
    coverage,
    start: [coveredFrom],
    end: [...new Set([coveredTo, ...flow.end])],
    stages: flow.stages.map((stage) => (covered(stage.name) ? stage : withoutDeadline(stage))),
  };
}
