import { flowAnswers, flowDeviations, type Flow } from '@ordertrace/model';
import { describe, expect, it } from 'vitest';
import { flow } from './sample-flow.js';
import { history, ref } from './sample-histories.js';

const usual = 'CREATED SUBMITTED PRICED APPROVED IN_PRODUCTION PRODUCED PACKED SHIPPED CLOSED';

/** Orders by the stages they entered, one a minute; an open order's way ends with `…`. */
function deviationsOf(ways: readonly string[], of: Flow = flow) {
  const histories = ways.map((way, i) => {
    const names = way.replace(' …', '').split(' ');
    return history(`${i}`, names.map((name, at) => `${name}@${at}`).join(' '), { open: way.endsWith('…') });
  });
  const { variants } = flowAnswers.variants(histories, { filter: {}, level: 'stage', offset: 0, limit: 99 });
  return flowDeviations(of, variants);
}

describe('deviations from the flow', () => {
  it.each<[way: string, name: string, activities: string]>([
    [usual.replace('PRICED ', ''), 'skipped', 'PRICED'],
    [usual.replace('PRICED APPROVED ', ''), 'skipped', 'PRICED APPROVED'],
    [usual.replace('CREATED ', ''), 'skipped', 'CREATED'],
    [usual.replace('CREATED SUBMITTED ', ''), 'skipped', 'CREATED SUBMITTED'],
    [usual.replace('CREATED', 'CREATED CREATED'), 'repeated', 'CREATED'],
    [usual.replace('PRODUCED', 'PRODUCED IN_PRODUCTION PRODUCED'), 'rework_loop', 'PRODUCED IN_PRODUCTION'],
    ['CREATED CANCELLED SUBMITTED CANCELLED', 'out_of_order', 'CANCELLED SUBMITTED'],
    ['CREATED SUBMITTED', 'unexpected_end', 'SUBMITTED'],
  ])('%s', (way, name, activities) => {
    const found = deviationsOf([way]).deviations;
    expect(found).toContainEqual({
      name,
      activities: activities.split(' '),
      orders: 1,
      examples: [ref('0')],
    });
  });

  it.each([usual, 'CREATED SUBMITTED PRICED …', 'CREATED CANCELLED'])('are none on the way %s', (way) => {
    expect(deviationsOf([way])).toEqual({ orders: 1, deviations: [], unknown: [] });
  });

  it('name both steps of a loop, each once for an order', () => {
    const loop = ' IN_PRODUCTION PRODUCED'.repeat(3);
    const { deviations } = deviationsOf([`CREATED SUBMITTED PRICED APPROVED${loop} PACKED SHIPPED CLOSED`]);
    expect(deviations.map(({ name, activities, orders }) => [name, activities.join(' '), orders])).toEqual([
      ['rework_loop', 'IN_PRODUCTION PRODUCED', 1],
      ['rework_loop', 'PRODUCED IN_PRODUCTION', 1],
    ]);
  });

  it('are counted over all orders, most first, then by name and activities', () => {
    const short = 'CREATED SUBMITTED PRICED APPROVED';
    const { deviations, orders } = deviationsOf([
      ...[
        'CREATED SUBMITTED',
        'CREATED SUBMITTED',
        'CREATED SUBMITTED …',
        short,
        `${short} …`,
        'CREATED PRICED CANCELLED',
      ],
      ...['CREATED APPROVED CANCELLED', 'CREATED SUBMITTED', 'CREATED SUBMITTED'],
    ]);
    expect(orders).toBe(9);
    expect(deviations.map(({ name, activities, orders }) => [name, activities.join(' '), orders])).toEqual([
      ['unexpected_end', 'SUBMITTED', 4],
      ['skipped', 'SUBMITTED', 1],
      ['skipped', 'SUBMITTED PRICED', 1],
      ['unexpected_end', 'APPROVED', 1],
    ]);
    expect(deviations[0]?.examples).toHaveLength(3);
  });

  it('have examples of several ways, a few at most', () => {
    const { deviations } = deviationsOf([
      'CREATED PRICED CANCELLED',
      'CREATED PRICED APPROVED CANCELLED',
      'CREATED PRICED APPROVED IN_PRODUCTION CANCELLED',
      `CREATED ${usual.slice(usual.indexOf('PRICED'))}`,
    ]);
    expect(deviations[0]).toMatchObject({ name: 'skipped', activities: ['SUBMITTED'], orders: 4 });
    expect(deviations[0]?.examples).toHaveLength(3);
  });

  it('leave out activities without a stage, and name them', () => {
    const found = deviationsOf(['CREATED Mail CALL CANCELLED', 'Mail BACK', usual]);
    expect(found).toEqual({ orders: 2, deviations: [], unknown: ['BACK', 'CALL', 'Mail'] });
  });

  it('are no skipped stages where no start is given, or no way leads to the first stage', () => {
    expect(deviationsOf(['PRICED CANCELLED'], { ...flow, start: [] }).deviations).toEqual([]);
    expect(deviationsOf(['CREATED CANCELLED'], { ...flow, start: ['CLOSED'] }).deviations).toEqual([]);
  });

  it('name the shortest way between two stages, which prefers usual next stages', () => {
    const stage = (name: string, next: readonly string[]) => ({ ...flow.stages[0]!, name, next });
    const stages = [
      stage('A', ['B', 'C']),
      stage('B', ['D', 'A']),
      stage('C', ['D', 'E']),
      stage('D', ['E']),
      stage('E', []),
    ];
    const short: Flow = { ...flow, name: 'short', stages, start: ['A'], end: ['E'] };
    expect(deviationsOf(['A D E'], short).deviations).toMatchObject([{ name: 'skipped', activities: ['B'] }]);
    expect(deviationsOf(['A E'], short).deviations).toMatchObject([{ name: 'skipped', activities: ['C'] }]);
  });
});
