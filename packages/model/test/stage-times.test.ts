import {
  deadlineText,
  learnStageTimes,
  stageSamples,
  stageVisits,
  withCoverage,
  type Deadline,
  type StageSample,
} from '@ordertrace/model';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { at, flow, hour, minute, transition } from './sample-flow.js';

describe('usual stage times', () => {
  const samples = (nanos: readonly bigint[], tenantId = 'retail'): StageSample[] =>
    nanos.map((value) => ({ tenantId, stage: 'APPROVED', nanos: value }));

  it('are percentiles of what was seen', () => {
    const learned = learnStageTimes(samples(Array.from({ length: 100 }, (_, i) => BigInt(100 - i))));
    expect(learned.usual('APPROVED', 'retail')).toMatchObject({ samples: 100, p50Nanos: 50n, p90Nanos: 90n });
  });

  it('keep their order, and lie among the samples', () => {
    fc.assert(
      fc.property(fc.array(fc.bigInt({ min: 0n, max: 10n ** 15n }), { minLength: 1 }), (values) => {
        const usual = learnStageTimes(samples(values), 1).usual('APPROVED', 'retail')!;
        expect(usual.p50Nanos <= usual.p90Nanos).toBe(true);
        expect(values).toContain(usual.p50Nanos);
        expect(values).toContain(usual.p90Nanos);
        const below = values.filter((value) => value <= usual.p90Nanos).length;
        expect(below / values.length).toBeGreaterThanOrEqual(0.9);
      }),
    );
  });

  it('of a tenant with few orders are those of all, and of few in all none', () => {
    const many = samples(Array.from({ length: 40 }, () => hour));
    const learned = learnStageTimes([...many, ...samples([minute], 'partner')]);
    expect(learned.usual('APPROVED', 'partner')).toMatchObject({ samples: 41, p90Nanos: hour });
    expect(learnStageTimes(samples([hour])).usual('APPROVED', 'retail')).toBeUndefined();
  });

  it('count working time where the deadline does', () => {
    const friday = at('2026-11-20T14:00:00Z');
    const visits = stageVisits(flow, [
      transition('APPROVED', friday),
      transition('IN_PRODUCTION', at('2026-11-23T07:00:00Z')),
    ]);
    expect(stageSamples(flow, 'retail', visits)).toEqual([
      { tenantId: 'retail', stage: 'APPROVED', nanos: 2n * hour },
    ]);
  });
});

describe('a flow', () => {
  it('under approved-to-shipped begins with APPROVED, is done with SHIPPED, and has no deadline outside', () => {
    const covered = withCoverage(flow, 'approved-to-shipped');
    expect(covered.start).toEqual(['APPROVED']);
    expect(covered.end).toContain('SHIPPED');
    expect(covered.stages.filter((stage) => stage.deadline).map((stage) => stage.name)).toEqual([
      'APPROVED',
      'IN_PRODUCTION',
      'PRODUCED',
      'PACKED',
    ]);
    expect(withCoverage(flow, 'full')).toEqual(flow);
    expect(() => withCoverage({ ...flow, stages: [] }, 'approved-to-shipped')).toThrow(/APPROVED/);
  });

  it('says its deadlines as its file does', () => {
    const say = (deadline: Deadline): string => deadlineText(flow, deadline);
    expect(say({ type: 'within', amount: { type: 'working', days: 1 } })).toBe('1 working day');
    expect(say({ type: 'within', amount: { type: 'working', days: 4 / 9 } })).toBe('4 working hours');
    expect(say({ type: 'within', amount: { type: 'elapsed', millis: 5_400_000 } })).toBe('90 minutes');
    const floor = { type: 'elapsed', millis: 7_200_000 } as const;
    expect(say({ type: 'learned', floor })).toBe('learned, at least 2 hours');
  });
});
