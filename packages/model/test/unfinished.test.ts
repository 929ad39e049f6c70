import { definedFields } from '@ordertrace/conventions';
import { foldOrder, orderKnowledge, type WorkStarted } from '@ordertrace/model';
import { describe, expect, it } from 'vitest';
import { at, flow, hour, minute, ref, transition } from './sample-flow.js';
import { publish, span, stateAt } from './sample-order.js';

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

describe('handling that only its effects show', () => {
  const sent = publish('shop-api', 'orders.submitted', start);
  const { traceId, spanId: parentSpanId } = { ...sent, spanId: 'f'.repeat(16) };
  /** A statement below a handler whose own span never came. */
  const effect = span('INSERT', start + minute, {
    ...{ service: 'mes-api', traceId, parentSpanId, durationNanos: 0n },
  });

  function brokenOffAfter(handlingNanos: bigint | undefined): bigint {
    const known = { receiver: 'mes-api', seen: 100, unseen: 0, lost: 0, ...definedFields({ handlingNanos }) };
    const slow = { ...flow, stages: flow.stages.map(({ deadline: _, ...stage }) => stage) };
    const state = (nowNanos: bigint) => {
      const knowledge = orderKnowledge({
        ...{ ref, flow: slow, events, spans: [sent, effect], coverage: { at: () => known }, nowNanos },
      });
      const seen = { firstSeenNanos: start, lastSeenNanos: start };
      return foldOrder({ ref, flow: slow, events, knowledge, nowNanos, ...seen });
    };
    const { checkNanos = 0n } = state(start + minute);
    expect(state(checkNanos - 1n).diagnosis?.code).toBe('on_track');
    expect(state(checkNanos).diagnosis?.code).toBe('work_not_finished');
    return checkNanos - effect.startNanos;
  }

  it('is broken off after ten minutes without a sign, where the usual time is unknown', () => {
    expect(brokenOffAfter(undefined)).toBe(10n * minute);
  });

  it('is broken off after its usual time, between five minutes and a day', () => {
    expect(brokenOffAfter(30n * minute)).toBe(30n * minute);
    expect(brokenOffAfter(minute)).toBe(5n * minute);
    expect(brokenOffAfter(60n * hour)).toBe(24n * hour);
  });
});

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
