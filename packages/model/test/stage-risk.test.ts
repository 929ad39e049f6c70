import {
  foldOrder,
  isAtRisk,
  lateStay,
  learnStageTimes,
  stageRisk,
  type StageSample,
} from '@ordertrace/model';
import { describe, expect, it } from 'vitest';
import { at, flow, hour, minute, transition } from './sample-flow.js';

const stays = (...counted: (readonly [count: number, nanos: bigint])[]): BigInt64Array =>
  BigInt64Array.from(counted.flatMap(([count, nanos]) => Array.from({ length: count }, () => nanos))).sort();

describe('the stay that tells late orders', () => {
  it('is the one that nearly all orders on time had left by', () => {
    expect(lateStay(stays([96, 1n], [4, 50n], [10, 200n]), 100n)).toEqual({ fromNanos: 1n, stayNanos: 200n });
    expect(lateStay(stays([95, 1n], [5, 50n], [10, 200n]), 100n)?.fromNanos).toBe(50n);
  });

  it('is so long that at least half of those who stayed longer were late', () => {
    expect(lateStay(stays([96, 1n], [4, 50n], [4, 200n]), 100n)?.fromNanos).toBe(1n);
    expect(lateStay(stays([96, 1n], [2, 40n], [2, 50n], [3, 200n]), 100n)?.fromNanos).toBe(40n);
  });

  it('is unknown where fewer than three were late, or only the deadline itself tells', () => {
    expect(lateStay(stays([96, 1n], [2, 200n]), 100n)).toBeUndefined();
    expect(lateStay(stays([96, 100n], [4, 101n]), 100n)).toBeUndefined();
  });
});

describe('an order at risk', () => {
  const tuesday = at('2026-11-24T09:00:00Z');
  const sample = (stage: string, nanos: bigint): StageSample => ({ tenantId: 'retail', stage, nanos });
  const many = (count: number, stage: string, nanos: bigint) =>
    Array.from({ length: count }, () => sample(stage, nanos));
  /** SUBMITTED may take an hour. */
  const learned = learnStageTimes([
    ...many(96, 'SUBMITTED', 5n * minute),
    ...many(4, 'SUBMITTED', 3n * hour),
    ...many(60, 'PRICED', 2n * hour),
  ]);
  const stateAfter = (nanos: bigint) =>
    foldOrder({
      ref: { tenantId: 'retail', orderId: '1' },
      events: [transition('CREATED', tuesday - hour), transition('SUBMITTED', tuesday)],
      firstSeenNanos: tuesday,
      lastSeenNanos: tuesday,
      flow,
      learned,
      nowNanos: tuesday + nanos,
    });

  it('is flagged before its deadline, once it stays longer than orders on time do', () => {
    expect(isAtRisk(stateAfter(5n * minute).diagnosis)).toBe(false);
    const state = stateAfter(6n * minute);
    expect(isAtRisk(state.diagnosis)).toBe(true);
    expect(state.diagnosis).toMatchObject({ details: { at_risk: 1 } });
  });

  it('is looked at again when the flag falls due', () => {
    const slow = stateAfter(minute).checkNanos!;
    expect(slow, 'nine of ten have left by then').toBe(tuesday + 5n * minute);
    const { checkNanos } = stateAfter(slow - tuesday);
    expect(checkNanos).toBe(slow + 1n);
    expect(isAtRisk(stateAfter(checkNanos! - tuesday).diagnosis)).toBe(true);
  });

  it('is predicted to finish as those did that stayed as long, with the usual stages after it', () => {
    const entry = { stage: 'SUBMITTED', tenantId: 'retail', sinceNanos: tuesday };
    const risk = stageRisk(flow, entry, learned);
    expect(risk?.fromNanos).toBe(tuesday + 5n * minute + 1n);
    expect(risk?.finishNanos).toBe(tuesday + 3n * hour + 2n * hour);
    expect(stateAfter(6n * minute).diagnosis?.details['predicted_finish']).toBe(
      '2026-11-24T14:00:00.000000000Z',
    );
  });

  it('is late, and at risk no longer, once the deadline has passed', () => {
    const state = stateAfter(61n * minute);
    expect(state.diagnosis).toMatchObject({ situation: 'stuck', code: 'stage_overdue' });
    expect(isAtRisk(state.diagnosis)).toBe(false);
  });

  it('is not flagged where nothing was learned', () => {
    const entry = { stage: 'SUBMITTED', tenantId: 'retail', sinceNanos: tuesday };
    expect(stageRisk(flow, entry)).toBeUndefined();
    expect(stageRisk(flow, { ...entry, stage: 'CREATED' }, learned)).toBeUndefined();
  });
});
