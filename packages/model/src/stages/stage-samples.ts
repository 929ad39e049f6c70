import type { Flow } from '../flow/flow.js';
import { flowIndex } from '../flow/flow-index.js';
import { stageTime, type StageSample } from '../flow/stage-times.js';
import { workingBetween } from '../flow/working-time.js';
import type { StageVisit } from './stage-visits.js';

/** One sample for each stage that the order has left. */
export function stageSamples(flow: Flow, tenantId: string, visits: readonly StageVisit[]): StageSample[] {
  const index = flowIndex(flow);
  return visits.flatMap(({ stage, sinceNanos, untilNanos }) => {
    if (untilNanos === undefined) return [];
    const working = stageTime(index.stage(stage)) === 'working';
    const nanos = working ? workingBetween(flow.calendar, sinceNanos, untilNanos) : untilNanos - sinceNanos;
    return [{ tenantId, stage, nanos }];
  });
}
