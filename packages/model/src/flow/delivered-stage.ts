import type { Flow } from './flow.js';
import { flowIndex } from './flow-index.js';

/** The end that the usual way leads to: each stage's first `next`, from the first start. Side exits are others. */
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
