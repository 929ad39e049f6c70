import { stageVisits, type Transition } from '@ordertrace/model';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { at, flow, hour, minute, second, transition, way } from './sample-flow.js';

const start = at('2026-11-23T08:00:00Z');

function stages(transitions: readonly Transition[]): string[] {
  return stageVisits(flow, transitions).map((visit) => visit.stage);
}

type Step = readonly [stage: string, service: string];

/** The transitions of a way, `gap` apart, with each service's clock off by some time. */
function walked(
  steps: readonly Step[],
  gap: bigint,
  options: { clocks?: Record<string, bigint>; named?: boolean } = {},
): Transition[] {
  return steps.map(([stage, service], i) => {
    const previous = steps[i - 1];
    const time = start + BigInt(i) * gap + (options.clocks?.[service] ?? 0n);
    const named = options.named !== false && previous ? { previousStage: previous[0] } : {};
    return transition(stage, time, { service, ...named });
  });
}

const names = (steps: readonly Step[]): string[] => steps.map(([stage]) => stage);

const reworked: readonly Step[] = [
  ...way.slice(0, 6),
  ['IN_PRODUCTION', 'mes-api'],
  ['PRODUCED', 'mes-api'],
  ...way.slice(6),
];

/** Any transitions at all, also such as no flow allows. */
const anyTransition = fc
  .record({
    stage: fc.constantFrom(...flow.stages.map((stage) => stage.name), 'UNHEARD_OF'),
    previousStage: fc.option(fc.constantFrom(...flow.stages.map((stage) => stage.name)), { nil: undefined }),
    service: fc.constantFrom('shop-api', 'mes-api', 'other'),
    seconds: fc.integer({ min: 0, max: 3600 }),
  })
  .map(({ stage, previousStage, service, seconds }) =>
    transition(stage, start + BigInt(seconds) * second, {
      service,
      ...(previousStage === undefined ? {} : { previousStage }),
    }),
  );

describe('the stages of an order', () => {
  it('are entered in the order of time', () => {
    expect(stages(walked(way, hour))).toEqual(names(way));
    const visits = stageVisits(flow, walked(way, hour));
    expect(visits[3]).toMatchObject({
      stage: 'APPROVED',
      sinceNanos: start + 3n * hour,
      untilNanos: start + 4n * hour,
      clocksDisagree: false,
    });
    expect(visits.at(-1)).not.toHaveProperty('untilNanos');
  });

  it('keep one service’s own order, up to a second between its instances', () => {
    const reported = (gap: bigint) => [
      transition('CREATED', start),
      transition('SUBMITTED', start + minute + gap),
      transition('PRICED', start + minute),
      transition('APPROVED', start + hour),
    ];
    const inFlow = ['CREATED', 'SUBMITTED', 'PRICED', 'APPROVED'];
    expect(stages(reported(second))).toEqual(inFlow);
    expect(stages(reported(2n * second))).not.toEqual(inFlow);
  });

  it('depend on the set of transitions alone: shuffled and doubled they are the same', () => {
    fc.assert(
      fc.property(
        fc.array(anyTransition, { maxLength: 12 }).chain((events) =>
          fc.tuple(
            fc.constant(events),
            fc.shuffledSubarray([...events, ...events.map((event) => ({ ...event }))], {
              minLength: events.length * 2,
            }),
          ),
        ),
        ([events, shuffled]) => {
          expect(stageVisits(flow, shuffled)).toEqual(stageVisits(flow, events));
        },
      ),
      { numRuns: 500 },
    );
  });

  it('never begin before the stage before them', () => {
    fc.assert(
      fc.property(fc.array(anyTransition, { maxLength: 12 }), (events) => {
        const visits = stageVisits(flow, events);
        for (const [i, visit] of visits.entries()) {
          const before = visits[i - 1];
          if (before) expect(before.untilNanos).toBe(visit.sinceNanos);
          if (before) expect(visit.sinceNanos >= before.sinceNanos).toBe(true);
          if (before) expect(visit.stage).not.toBe(before.stage);
        }
      }),
    );
  });

  const clock = fc.bigInt({ min: -5n * minute, max: 5n * minute });
  it('come out right though clocks are minutes apart', () => {
    fc.assert(
      fc.property(
        clock,
        clock,
        fc.bigInt({ min: 2n * second, max: 2n * hour }),
        fc.boolean(),
        (shop, mes, gap, named) => {
          const clocks = { 'shop-api': shop, 'mes-api': mes };
          expect(stages(walked(way, gap, { clocks, named }))).toEqual(names(way));
        },
      ),
      { numRuns: 300 },
    );
  });

  it('may come again: work is done over', () => {
    fc.assert(
      fc.property(clock, clock, fc.bigInt({ min: 2n * second, max: 2n * hour }), (shop, mes, gap) => {
        const clocks = { 'shop-api': shop, 'mes-api': mes };
        expect(stages(walked(reworked, gap, { clocks }))).toEqual(names(reworked));
      }),
      { numRuns: 300 },
    );
  });

  it('show where the clocks disagree', () => {
    const visits = stageVisits(flow, walked(way, minute, { clocks: { 'shop-api': 4n * minute } }));
    expect(visits.map((visit) => visit.clocksDisagree).some(Boolean)).toBe(true);
    expect(visits.find((visit) => visit.clocksDisagree)?.stage).toBe('PRICED');
  });

  it('of one moment are put in the order of the flow', () => {
    const order = walked(way, 0n, { named: false });
    expect(stages(order.reverse())).toEqual(names(way));
  });

  it('count once where two services say the same, whatever their clocks', () => {
    const events = walked(way.slice(0, 5), hour);
    const again = transition('APPROVED', start + 3n * hour + 4n * minute, {
      service: 'mes-api',
      previousStage: 'PRICED',
    });
    const late = { ...again, timeNanos: start + 4n * hour + 2n * minute };
    expect(stages([...events, again])).toEqual(names(way.slice(0, 5)));
    const soon = walked(way.slice(0, 5), 3n * minute);
    const otherClock = { ...again, timeNanos: start + 14n * minute };
    expect(stages([...soon, otherClock])).toEqual(names(way.slice(0, 5)));
    expect(stages([...events, late]).at(-1)).toBe('APPROVED');
  });

  it('bridge a transition that never arrived', () => {
    const gaps = walked(way, 2n * minute, { clocks: { 'shop-api': 5n * minute } });
    const lost = gaps.filter((event) => event.stage !== 'IN_PRODUCTION');
    expect(stages(lost)).toEqual(names(way).filter((name) => name !== 'IN_PRODUCTION'));
  });

  it('end with the end, where something else happened in the same minutes', () => {
    const events = [
      ...walked(way.slice(0, 4), hour),
      transition('CANCELLED', start + 4n * hour, { previousStage: 'APPROVED' }),
      transition('IN_PRODUCTION', start + 4n * hour + minute, {
        previousStage: 'APPROVED',
        service: 'mes-api',
      }),
    ];
    expect(stages(events).at(-1)).toBe('CANCELLED');
  });

  describe('after the end', () => {
    const cancelled = [
      ...walked(way.slice(0, 4), hour),
      transition('CANCELLED', start + 4n * hour, { previousStage: 'APPROVED' }),
    ];
    const ended = ['CREATED', 'SUBMITTED', 'PRICED', 'APPROVED', 'CANCELLED'];
    const after = (stage: string, rest: Partial<Transition> = {}) =>
      stages([...cancelled, transition(stage, start + 6n * hour, { service: 'mes-api', ...rest })]);

    it('stay closed, whatever is reported however late', () => {
      expect(after('IN_PRODUCTION')).toEqual(ended);
      expect(after('IN_PRODUCTION', { previousStage: 'APPROVED' })).toEqual(ended);
      expect(after('IN_PRODUCTION', { service: 'shop-api' })).toEqual(ended);
      expect(after('CLOSED')).toEqual(ended);
      expect(after('UNHEARD_OF')).toEqual(ended);
    });

    it('are open again where the previous stage is the end', () => {
      expect(after('IN_PRODUCTION', { previousStage: 'CANCELLED' })).toEqual([...ended, 'IN_PRODUCTION']);
    });

    it('are open again where the flow leads on from the end', () => {
      const reopening = {
        ...flow,
        stages: flow.stages.map((stage) =>
          stage.name === 'CANCELLED' ? { ...stage, next: ['SUBMITTED'] } : stage,
        ),
      };
      const again = transition('SUBMITTED', start + 6n * hour);
      const visits = stageVisits(reopening, [...cancelled, again]);
      expect(visits.map(({ stage }) => stage)).toEqual([...ended, 'SUBMITTED']);
      expect(after('SUBMITTED')).toEqual(ended);
    });
  });

  describe('reported again within minutes', () => {
    const placed = transition('CREATED', start, { service: 'shop-api' });
    const submitted = transition('SUBMITTED', start + minute, { service: 'mes-api' });
    const again = (rest: Partial<Transition>) =>
      stages([placed, submitted, transition('CREATED', start + 3n * minute, rest)]);

    it('are rework where the service of the current stage reports them later by its own clock', () => {
      expect(again({ service: 'mes-api' })).toEqual(['CREATED', 'SUBMITTED', 'CREATED']);
    });

    it('are repeated reports by the clock of another service', () => {
      expect(again({ service: 'shop-api' })).toEqual(['CREATED', 'SUBMITTED']);
      expect(again({ service: 'other' })).toEqual(['CREATED', 'SUBMITTED']);
    });

    it('are repeated reports where they name another previous stage', () => {
      expect(again({ service: 'mes-api', previousStage: 'PRICED' })).toEqual(['CREATED', 'SUBMITTED']);
    });

    it('are repeated reports within the second by which the instances of a service differ', () => {
      const apart = (nanos: bigint) =>
        stages([
          placed,
          submitted,
          transition('PRICED', start + 2n * minute, { service: 'mes-api' }),
          transition('SUBMITTED', start + 2n * minute + nanos, { service: 'mes-api' }),
        ]);
      expect(apart(second)).toEqual(['CREATED', 'SUBMITTED', 'PRICED']);
      expect(apart(2n * second)).toEqual(['CREATED', 'SUBMITTED', 'PRICED', 'SUBMITTED']);
    });
  });

  it('take thousands of transitions of one moment in reasonable time', () => {
    const many = Array.from({ length: 3000 }, (_, i) =>
      transition(i % 2 === 0 ? 'PRODUCED' : 'APPROVED', start, { spanId: i.toString(16).padStart(16, '0') }),
    );
    const before = performance.now();
    expect(stages(many).length).toBeGreaterThan(0);
    expect(performance.now() - before).toBeLessThan(5000);
  });
});
