import { coverages, type Coverage } from '@ordertrace/conventions';
import type { Flow, FlowStage } from './flow.js';
import { flowIndex } from './flow-index.js';

/** The stages between which `approved-to-shipped` traces. */
export const coveredFrom = 'APPROVED';
export const coveredTo = 'SHIPPED';

function withoutDeadline({ deadline: _, abandonedAfterMs: __, ...stage }: FlowStage): FlowStage {
  return stage;
}

/**
 * The flow as it can be watched under a coverage. Under `approved-to-shipped` an order begins in `APPROVED` and
 * is done in `SHIPPED`; stages outside have no deadline, because what should end them isn't seen. Throws a
 * RangeError where the flow lacks these two stages.
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
