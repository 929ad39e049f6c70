import { readFileSync } from 'node:fs';

/** Time that each kind of fault may stay undetected, so that a run takes minutes. */
export const limitsMs = { longest: 40_000, message: 8000 };

const shipped = new URL('../../packages/flow/flows/manufacturer.yaml', import.meta.url);

/** Non-working days: today, in every time zone, and the days that begin during the run. */
function freeDays() {
  const days = [-1, 0, 1].map((day) => new Date(Date.now() + day * 86_400_000).toISOString().slice(0, 10));
  return days.map((day) => `    - ${day}\n`).join('');
}

/** The shipped flow with deadlines of seconds. Packing has a little working time, on a holiday. */
export function faultFlow() {
  return readFileSync(shipped, 'utf8')
    .replace('within: 1 hour', 'within: 40 seconds')
    .replace('within: 5 minutes', 'within: 8 seconds')
    .replace('within: 1 minute', 'within: 8 seconds')
    .replace('within: 1 working day', 'within: 15 seconds')
    .replace('within: 5 working days', 'within: 15 seconds')
    .replace('within: 1 working day', 'within: 0.0001 working days')
    .replace(/extra_working_days: .*/, '')
    .replace('  holidays:\n', `  holidays:\n${freeDays()}`);
}
