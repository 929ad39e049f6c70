import { readFileSync } from 'node:fs';

/** How long each kind of fault may stay unseen, so that a run takes minutes. */
export const limitsMs = { longest: 40_000 };

const shipped = new URL('../../packages/flow/flows/manufacturer.yaml', import.meta.url);

/** The shipped flow with deadlines of seconds. */
export function faultFlow() {
  return readFileSync(shipped, 'utf8')
    .replace('within: 1 hour', 'within: 40 seconds')
    .replace('within: 5 minutes', 'within: 8 seconds')
    .replace('within: 1 minute', 'within: 8 seconds')
    .replace('within: 1 working day', 'within: 15 seconds')
    .replace('within: 5 working days', 'within: 15 seconds');
}
