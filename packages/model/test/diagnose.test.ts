import { learnStageTimes, type OrderState } from '@ordertrace/model';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { at, flow, hour, minute, second, transition } from './sample-flow.js';
import { plan, publish, sentBy, span, stateAt, type Join, type Sent } from './sample-order.js';

const start = at('2026-11-23T08:00:00Z');
const joins: readonly Join[] = ['parent', 'link', 'message id'];

const anyPlan = fc.record({
  startNanos: fc.constant(start),
  join: fc.constantFrom(...joins),
  waitNanos: fc.bigInt({ min: 5_000_000n, max: 4n * minute }),
  calculationNanos: fc.bigInt({ min: 2n * second, max: 28n * minute }),
  clocks: fc.record({
    'shop-api': fc.constant(0n),
    'mes-api': fc.bigInt({ min: -second, max: second }),
    'calculation-service': fc.bigInt({ min: -second, max: second }),
  }),
});

/** The verdicts as time passes and nothing is missed: at every moment that something is sent or falls due. */
function verdicts(sent: Sent, untilNanos: bigint): OrderState[] {
  const moments = [
    ...sent.events.map((event) => event.timeNanos),
    ...sent.spans.map((one) => one.startNanos + one.durationNanos),
  ].sort((a, b) => (a < b ? -1 : 1));
  const states: OrderState[] = [];
  let now = moments[0] ?? start;
  while (now <= untilNanos) {
    const state = stateAt(sent, now);
    states.push(state);
    const sentNext = moments.find((moment) => moment > now) ?? untilNanos + 1n;
    const check = state.checkNanos ?? untilNanos + 1n;
    now = check < sentNext ? check : sentNext;
  }
  return states;
}

function facts(state: OrderState): object {
  const { diagnosis } = state;
  return { situation: diagnosis?.situation, code: diagnosis?.code, owner: diagnosis?.owner };
}

describe('the verdict on an order', () => {
  it('is on_track from the first to the last moment of a healthy one', () => {
    fc.assert(
      fc.property(anyPlan, (healthy) => {
        for (const state of verdicts(sentBy(healthy), start + 20n * 24n * hour))
          expect(state.diagnosis?.code, JSON.stringify(state.diagnosis?.details)).toBe('on_track');
      }),
      { numRuns: 200 },
    );
  });

  const faults = [
    ['message lost', 'lost', 'message_not_consumed', 'mes-api', 'orders.submitted', 5n * minute],
    ['consumer failed', 'failed', 'failed_with_error', 'mes-api', undefined, 5n * minute],
    ['calculation hangs', 'lost', 'work_not_finished', 'calculation-service', undefined, 30n * minute],
    ['result lost', 'lost', 'message_not_consumed', 'mes-api', 'calculations.done', 5n * minute],
    ['priced lost', 'lost', 'message_not_consumed', 'shop-api', 'orders.priced', 5n * minute],
    ['never published', 'stuck', 'stage_overdue', 'mes-api', undefined, hour],
  ] as const;
  for (const [fault, situation, code, owner, destination, within] of faults)
    it(`says ${code} of ${owner} where the fault is: ${fault}`, () => {
      fc.assert(
        fc.property(anyPlan, (healthy) => {
          const sent = sentBy({ ...healthy, fault });
          const states = verdicts(sent, start + 20n * 24n * hour);
          const bad = states.find((state) => state.diagnosis?.situation !== 'on_track');
          expect(bad && facts(bad)).toEqual({ situation, code, owner });
          expect(bad?.diagnosis?.details['destination']).toBe(destination);
          expect(bad?.diagnosis?.evidence.length).toBeGreaterThan(0);
          const last = [
            ...sent.events.map((event) => event.timeNanos),
            ...sent.spans.map((one) => one.startNanos),
          ].reduce((a, b) => (a > b ? a : b));
          const found = stateAt(sent, last + within + 3n * second).diagnosis;
          expect(found?.code, 'at its deadline').toBe(code);
          const end = states.at(-1)?.diagnosis;
          expect(end?.situation, 'and stays').toBe(situation);
        }),
        { numRuns: 60 },
      );
    });

  it('comes out right in the end though clocks are minutes apart', () => {
    const clock = fc.bigInt({ min: -5n * minute, max: 5n * minute });
    const clocks = fc.record({ 'shop-api': clock, 'mes-api': clock, 'calculation-service': clock });
    const healthy = [undefined, 'on_track', 'on_track', 'customer'] as const;
    const fault = fc.constantFrom(healthy, ...faults);
    fc.assert(
      fc.property(anyPlan, clocks, fault, (any, apart, [name, situation, code, owner]) => {
        const sent = sentBy({ ...any, clocks: apart, fault: name });
        const state = stateAt(sent, start + 3n * hour);
        expect(facts(state), name).toEqual({ situation, code, owner });
      }),
      { numRuns: 500 },
    );
  });

  it('stays the same until its check time', () => {
    const faultOf = fc.constantFrom(undefined, ...faults.map(([fault]) => fault));
    fc.assert(
      fc.property(
        anyPlan,
        faultOf,
        fc.bigInt({ min: 0n, max: 3n * hour }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (healthy, fault, after, share) => {
          const sent = sentBy({ ...healthy, fault });
          const end = start + 30n * minute + 45n * minute;
          const seen: Sent = {
            events: sent.events.filter((event) => event.timeNanos <= end),
            spans: sent.spans.filter((one) => one.startNanos + one.durationNanos <= end),
          };
          const now = end + after;
          const state = stateAt(seen, now);
          if (state.checkNanos === undefined) return;
          expect(state.checkNanos > now).toBe(true);
          const within = now + BigInt(Math.floor(Number(state.checkNanos - now) * share * 0.999));
          expect(stateAt(seen, within)).toEqual(state);
        },
      ),
    );
  });

  it('clears itself when the order moves', () => {
    const lost = sentBy({ ...plan, startNanos: start, fault: 'message lost' });
    const healed: Sent = {
      spans: lost.spans,
      events: [
        ...lost.events,
        transition('PRICED', start + 30n * minute, { service: 'mes-api', previousStage: 'SUBMITTED' }),
      ],
    };
    expect(stateAt(healed, start + 20n * minute).diagnosis?.code).toBe('message_not_consumed');
    expect(stateAt(healed, start + 31n * minute).diagnosis?.code).toBe('on_track');
  });

  it('heals when the receiver is seen late', () => {
    const whole = sentBy({ ...plan, startNanos: start });
    const [submitted, taken] = whole.spans;
    const events = whole.events.slice(0, 2);
    const now = start + 20n * minute;
    expect(stateAt({ spans: [submitted!], events }, now).diagnosis?.code).toBe('message_not_consumed');
    expect(stateAt({ spans: [submitted!, taken!], events }, now).diagnosis?.code).toBe('on_track');
  });

  it('does not take silence of a receiver that never reported for a loss', () => {
    const events = [transition('CREATED', start), transition('SUBMITTED', start + second)];
    const unknown = publish('shop-api', 'crm.events', start + 2n * second);
    expect(stateAt({ spans: [unknown], events }, start + 30n * minute).diagnosis?.code).toBe('on_track');
  });

  it('tells the silence of a whole service from the silence of an order', () => {
    const sent = sentBy({ ...plan, startNanos: start, fault: 'message lost' });
    const silentServices = new Map([['mes-api', start + minute]]);
    const state = stateAt(sent, start + 20n * minute, { silentServices });
    expect(facts(state)).toEqual({ situation: 'stuck', code: 'no_telemetry', owner: 'mes-api' });
    expect(state.diagnosis?.sinceNanos).toBe(start + minute);
    const later = new Map([['mes-api', start + 15n * minute]]);
    expect(stateAt(sent, start + 20n * minute, { silentServices: later }).diagnosis?.code).toBe(
      'message_not_consumed',
    );
  });

  it('forgives an error that was tried again, handled, or only looked', () => {
    const events = [transition('CREATED', start)];
    const now = start + 2n * hour;
    const failed = { status: 'error', statusCode: '500', service: 'shop-api' } as const;
    const submit = span('POST /orders/{id}/submit', start + minute, { kind: 'server', ...failed });
    expect(stateAt({ spans: [submit], events }, now).diagnosis).toMatchObject({
      situation: 'failed',
      code: 'failed_with_error',
      details: { status_code: '500', operation: 'POST /orders/{id}/submit' },
    });
    const again = span(submit.name, start + 2n * minute, { kind: 'server' });
    expect(stateAt({ spans: [submit, again], events }, now).diagnosis?.code).toBe('on_track');
    const looked = span('GET /orders/{id}', start + minute, { kind: 'server', ...failed });
    expect(stateAt({ spans: [looked], events }, now).diagnosis?.code).toBe('on_track');
    const server = span('POST /x', start + minute, { kind: 'server', durationNanos: second });
    const { traceId, spanId: parentSpanId } = server;
    const inner = span('query', start + minute, { ...failed, traceId, parentSpanId, kind: 'client' });
    expect(stateAt({ spans: [server, inner], events }, now).diagnosis?.code).toBe('on_track');
  });

  it('names the innermost failed span as the cause', () => {
    const events = [transition('CREATED', start)];
    const failed = { status: 'error', statusCode: 'ERROR' } as const;
    const server = span('POST /x', start + minute, { ...failed, kind: 'server', durationNanos: second });
    const query = span('INSERT orders', start + minute, {
      ...failed,
      kind: 'client',
      traceId: server.traceId,
      parentSpanId: server.spanId,
    });
    const state = stateAt({ spans: [server, query], events }, start + hour);
    expect(state.diagnosis?.details['cause_operation']).toBe('INSERT orders');
    expect(state.diagnosis?.evidence[0]).toMatchObject({ type: 'span', spanId: query.spanId });
  });

  it('finds a request that was never received, unless it was sent again', () => {
    const events = [transition('CREATED', start), transition('SUBMITTED', start + second)];
    const call = span('POST', start + 2n * second, {
      kind: 'client',
      carrier: 'request',
      destination: 'mes-api:7102',
      status: 'error',
      statusCode: 'ERROR',
      parentSpanId: 'aaaaaaaaaaaaaaaa',
    });
    const now = start + 10n * minute;
    expect(stateAt({ spans: [call], events }, now).diagnosis).toMatchObject({
      code: 'request_not_received',
      owner: 'mes-api',
    });
    const retry = { ...call, spanId: 'bbbbbbbbbbbbbbbb', startNanos: start + minute };
    const server = span('POST /work-orders', start + minute, {
      kind: 'server',
      service: 'mes-api',
      traceId: retry.traceId,
      parentSpanId: retry.spanId,
    });
    expect(stateAt({ spans: [call, retry, server], events }, now).diagnosis?.code).toBe('on_track');
  });

  it('counts deadlines in working time, and says when the next stage is due', () => {
    const friday = at('2026-11-20T14:00:00Z');
    const events = [transition('APPROVED', friday, { previousStage: 'PRICED' })];
    const monday = stateAt({ spans: [], events }, at('2026-11-23T13:59:59Z'));
    expect(monday.diagnosis).toMatchObject({
      code: 'on_track',
      owner: 'operator',
      next: [{ stage: 'IN_PRODUCTION', dueNanos: at('2026-11-23T14:00:00Z') }, { stage: 'CANCELLED' }],
    });
    expect(monday.checkNanos).toBe(at('2026-11-23T14:00:00Z'));
    const overdue = stateAt({ spans: [], events }, at('2026-11-23T14:00:00Z'));
    expect(facts(overdue)).toEqual({ situation: 'stuck', code: 'stage_overdue', owner: 'operator' });
    expect(overdue).not.toHaveProperty('checkNanos');
  });

  it('says slow past the usual time, before it says stuck', () => {
    const usual = { tenantId: 'retail', stage: 'APPROVED', nanos: 2n * hour };
    const learned = learnStageTimes(Array.from({ length: 40 }, () => usual));
    const events = [transition('APPROVED', at('2026-11-23T06:00:00Z'))];
    const situation = (time: string): string | undefined =>
      stateAt({ spans: [], events }, at(time), { learned }).diagnosis?.situation;
    expect(situation('2026-11-23T07:59:00Z')).toBe('on_track');
    expect(situation('2026-11-23T08:00:00Z')).toBe('slow');
    expect(situation('2026-11-23T15:00:00Z')).toBe('stuck');
  });

  it('learns a deadline that never falls below its floor', () => {
    const deadline = { type: 'learned', floor: { type: 'elapsed', millis: 7_200_000 } } as const;
    const learning = {
      ...flow,
      stages: flow.stages.map((stage) => (stage.name === 'SUBMITTED' ? { ...stage, deadline } : stage)),
    };
    const due = (nanos: bigint): bigint | undefined => {
      const sample = { tenantId: 'retail', stage: 'SUBMITTED', nanos };
      const learned = learnStageTimes(Array.from({ length: 40 }, () => sample));
      const events = [transition('SUBMITTED', start)];
      return stateAt({ spans: [], events }, start, { flow: learning, learned }).diagnosis?.next[0]?.dueNanos;
    };
    expect(due(minute)).toBe(start + 2n * hour);
    expect(due(3n * hour)).toBe(start + 6n * hour);
  });

  it('is no problem where the customer left the order', () => {
    const events = [transition('CREATED', start)];
    const state = stateAt({ spans: [], events }, start + 31n * 24n * hour);
    expect(state.diagnosis).toMatchObject({ situation: 'on_track', details: { abandoned: 1 } });
  });

  it('is absent once the order is closed', () => {
    const events = [transition('CREATED', start), transition('CANCELLED', start + hour)];
    const state = stateAt({ spans: [], events }, start + 40n * 24n * hour);
    expect(state).toMatchObject({ stage: 'CANCELLED', closedNanos: start + hour, createdNanos: start });
    expect(state).not.toHaveProperty('diagnosis');
    expect(state).not.toHaveProperty('checkNanos');
  });

  it('is on_track where only telemetry names the order', () => {
    const state = stateAt({ spans: [span('GET /orders/{id}', start)], events: [] }, start + 400n * hour);
    expect(state).toMatchObject({ stage: '', diagnosis: { code: 'on_track', owner: '' } });
  });
});
