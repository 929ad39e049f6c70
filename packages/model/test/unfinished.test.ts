import type { WorkStarted } from '@ordertrace/model';
import { describe, expect, it } from 'vitest';
import { at, minute, ref, transition } from './sample-flow.js';
import { span, stateAt } from './sample-order.js';

const start = at('2026-11-23T08:00:00Z');
const events = [
  transition('CREATED', start - minute),
  transition('SUBMITTED', start, { previousStage: 'CREATED' }),
];

/** A run of the calculation, with its span; where it ended that span was seen. */
function run(startNanos: bigint) {
  const ended = span('price model', startNanos, { service: 'calculation-service', durationNanos: minute });
  const { traceId, spanId, service } = ended;
  const begun: WorkStarted = {
    ...{ ...ref, type: 'work_started', service, timeNanos: startNanos, work: 'price model' },
    ...{ expectedWithinMs: 600_000, traceId, spanId },
  };
  return { begun, ended };
}

function codeAt(begun: readonly WorkStarted[], spans: Parameters<typeof stateAt>[0]['spans']) {
  return stateAt({ events: [...events, ...begun], spans }, start + 40n * minute).diagnosis?.code;
}

describe('work that was run twice', () => {
  const [first, second] = [run(start + minute), run(start + 20n * minute)];
  const begun = [first.begun, second.begun];

  it('is not finished while the later run hangs, though an earlier one ended', () => {
    expect(codeAt(begun, [first.ended])).toBe('work_not_finished');
  });

  it('is finished where the later run ended, though the earlier one never did', () => {
    expect(codeAt(begun, [second.ended])).toBe('on_track');
  });

  it('is late by its last run alone', () => {
    const again = run(start + 35n * minute);
    expect(codeAt([first.begun, again.begun], [])).toBe('on_track');
  });
});
