import type { Flow } from './flow.js';
import { flowIndex } from './flow-index.js';

/**
 * The end stage of the usual way: the first `next` of each stage, from the first start. Other end stages are side
 * exits.
 */
export function deliveredStage(flow: Flow): string {
  const index = flowIndex(flow);
  const seen = new Set<string>();
  let stage = flow.start[0] ?? '';
  while (!index.isEnd(stage) && !seen.has(stage)) {
    seen.add(stage);
    stage = index.stage(stage)?.next[0] ?? stage;
  }
  return index.isEnd(stage) ? stage : (flow.end[0] ?? '');
}
