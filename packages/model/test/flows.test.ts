import {
  flowConflicts,
  flowsOf,
  foldOrder,
  type Flow,
  type FlowClaim,
  type OrderEvent,
} from '@ordertrace/model';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { at, flow, hour, ref, transition, way } from './sample-flow.js';

const start = at('2026-11-23T08:00:00Z');
const fallback: Flow = { ...flow, name: 'usual' };
const claiming = (name: string, claim: Partial<FlowClaim>): Flow => ({
  ...flow,
  name,
  claim: { attributes: {}, ...claim },
});
const event = (rest: Partial<OrderEvent>): OrderEvent =>
  ({ ...transition('CREATED', start), ...rest }) as OrderEvent;
const attribute = (key: string, value: string): OrderEvent => ({
  ...ref,
  type: 'attribute',
  timeNanos: start,
  service: 'shop-api',
  key,
  value,
});
const nameFor = (flows: readonly Flow[], events: readonly OrderEvent[], tenantId = 'retail') =>
  flowsOf(flows).of({ ...ref, tenantId }, events).name;

describe('flows side by side', () => {
  it('have the orders that they claim by tenant, service, stage or attribute; the others have the default', () => {
    const repairs = claiming('repairs', { attributes: { 'order.kind': ['repair', 'warranty'] } });
    const cases = [
      [claiming('a', { tenants: ['acme', 'beta'] }), [], 'acme'],
      [claiming('a', { services: ['repair-desk'] }), [event({ service: 'repair-desk' })], 'retail'],
      [claiming('a', { stages: ['SHIPPED'] }), [transition('SHIPPED', start)], 'retail'],
      [{ ...repairs, name: 'a' }, [attribute('order.kind', 'warranty')], 'retail'],
    ] as const;
    for (const [flowOfCase, events, tenant] of cases) {
      expect(nameFor([fallback, flowOfCase], events, tenant)).toBe('a');
      expect(nameFor([fallback, flowOfCase], [event({})], 'gamma')).toBe('usual');
    }
    expect(nameFor([fallback, repairs], [attribute('order.kind', 'sample')])).toBe('usual');
    expect(nameFor([fallback, repairs], [attribute('toString', 'repair')])).toBe('usual');
  });

  it('claim an order by any one of its events', () => {
    const services = claiming('a', { services: ['repair-desk'] });
    const events = [event({ service: 'shop-api' }), event({ service: 'repair-desk' })];
    expect(nameFor([fallback, services], events)).toBe('a');
  });

  it('claim an order only where all that is given holds', () => {
    const both = claiming('a', { tenants: ['acme'], services: ['repair-desk'] });
    expect(nameFor([both, fallback], [event({ service: 'repair-desk' })], 'acme')).toBe('a');
    expect(nameFor([both, fallback], [event({ service: 'repair-desk' })], 'beta')).toBe('usual');
    expect(nameFor([both, fallback], [event({})], 'acme')).toBe('usual');
  });

  it('are asked by rank, whatever order they stand in', () => {
    const flows = [
      fallback,
      claiming('second', { rank: 2, tenants: ['acme'] }),
      claiming('first', { rank: 1, tenants: ['acme'], services: ['repair-desk'] }),
    ];
    fc.assert(
      fc.property(fc.shuffledSubarray(flows, { minLength: flows.length }), (shuffled) => {
        expect(nameFor(shuffled, [event({ service: 'repair-desk' })], 'acme')).toBe('first');
        expect(nameFor(shuffled, [event({})], 'acme')).toBe('second');
        expect(flowsOf(shuffled).all.map(({ name }) => name)).toEqual(['first', 'second', 'usual']);
      }),
    );
  });

  it('give an order the same flow and state, its telemetry shuffled, doubled or in parts', () => {
    const flows = flowsOf([
      fallback,
      claiming('approved', { rank: 2, stages: ['APPROVED'] }),
      claiming('desk', { rank: 1, services: ['repair-desk'] }),
      claiming('repair', { rank: 3, attributes: { 'order.kind': ['repair'] } }),
    ]);
    const told: OrderEvent[] = [
      ...way.map(([stage, service], i) => transition(stage, start + BigInt(i) * hour, { service })),
      transition('PACKED', start + hour, { service: 'repair-desk' }),
      attribute('order.kind', 'repair'),
      attribute('order.kind', 'sample'),
    ];
    const stateOf = (events: readonly OrderEvent[]) =>
      foldOrder({
        ref,
        events,
        flow: flows.of(ref, events),
        nowNanos: start + 9n * hour,
        firstSeenNanos: start,
        lastSeenNanos: start,
      });
    const anyTelling = fc
      .subarray(told)
      .chain((events) =>
        fc.tuple(
          fc.constant(events),
          fc.shuffledSubarray([...events, ...events], { minLength: events.length * 2 }),
          fc.nat({ max: events.length * 2 }),
        ),
      );
    fc.assert(
      fc.property(anyTelling, ([events, twice, cut]) => {
        const state = stateOf(events);
        expect(stateOf(twice)).toEqual(state);
        // In parts: what came first is folded first, and folded again with the rest.
        stateOf(twice.slice(0, cut));
        expect(stateOf([...twice.slice(cut), ...twice.slice(0, cut)])).toEqual(state);
      }),
    );
  });

  it('can stand together only where it is clear whose an order is', () => {
    const kinds = (...flows: Flow[]) => flowConflicts(flows).map(({ type }) => type);
    const acme = claiming('acme', { tenants: ['acme'] });
    const beta = claiming('beta', { tenants: ['beta', 'gamma'] });
    const desk = claiming('desk', { services: ['repair-desk'] });
    expect(kinds(fallback)).toEqual([]);
    expect(kinds(fallback, acme, beta)).toEqual([]);
    expect(kinds(fallback, acme, desk)).toEqual(['same_orders']);
    expect(kinds(fallback, acme, claiming('desk', { ...desk.claim, rank: 1 }))).toEqual([]);
    expect(kinds(fallback, { ...acme, name: 'usual' })).toEqual(['same_name']);
    expect(kinds(fallback, { ...fallback, name: 'other' })).toEqual(['two_fallbacks']);
    expect(kinds(acme)).toEqual(['no_fallback']);
    const stages = [claiming('a', { stages: ['SHIPPED'] }), claiming('b', { stages: ['PACKED'] })];
    expect(kinds(fallback, ...stages)).toEqual([]);
    const of = (value: string) => claiming(value, { attributes: { kind: [value] } });
    expect(kinds(fallback, of('repair'), of('sample'))).toEqual([]);
    expect(() => flowsOf([acme])).toThrow(RangeError);
    expect(() => flowsOf([fallback, { ...fallback, name: 'other' }])).toThrow(RangeError);
  });

  it('find a flow by name, and the default for a name that is none', () => {
    const flows = flowsOf([claiming('acme', { tenants: ['acme'] }), fallback]);
    expect(flows.named('acme').name).toBe('acme');
    expect(flows.named('gone').name).toBe('usual');
    expect(flows.fallback.name).toBe('usual');
  });
});
