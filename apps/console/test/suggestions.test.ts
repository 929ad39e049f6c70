import type { Order, OrderCounts } from '@ordertrace/api';
import i18next, { type TFunction } from 'i18next';
import { beforeAll, describe, expect, it } from 'vitest';
import { consoleTexts as en } from '@ordertrace/words/console';
import { consoleTexts as ru } from '@ordertrace/words/console/ru';
import { suggestions, type Suggestion } from '../src/shell/suggestions.js';
import { nameStagesBy } from '../src/language/stage-names.js';
import { flow } from './fixture/flow.js';
import { countsOf, knownOrders } from './fixture/orders.js';

const known = knownOrders(Date.parse('2026-11-22T10:00:00Z'), 60);
const counts: OrderCounts = countsOf(known);
const orders: Order[] = known.map(({ order }) => order).slice(0, 3);
const t: Partial<Record<'en' | 'ru', TFunction>> = {};

beforeAll(async () => {
  await i18next.init({ lng: 'en', resources: {} });
  nameStagesBy([flow]);
  for (const [lng, translation] of [
    ['en', en],
    ['ru', ru],
  ] as const) {
    t[lng] = await i18next.createInstance().init({ lng, resources: { [lng]: { translation } } });
  }
});

const listOf = (text: string, language: 'en' | 'ru' = 'en') =>
  suggestions({ text, orders: [], counts, t: t[language]! }).find(
    (each): each is Extract<Suggestion, { kind: 'list' }> => each.kind === 'list',
  )?.search;

describe('what a search may lead to', () => {
  it('is a trace for 32 hexadecimal digits, whatever their case', () => {
    const id = '0AF7651916CD43DD8448EB211C80319C';
    expect(suggestions({ text: ` ${id} `, orders: [], counts, t: t.en! })).toEqual([
      { kind: 'trace', traceId: id.toLowerCase() },
    ]);
  });

  it('is orders, the one of just that id first, and then the list', () => {
    const found = suggestions({ text: orders[2]!.order_id, orders, counts, t: t.en! });
    expect(found[0]).toEqual({ kind: 'order', order: orders[2] });
    expect(found.at(-1)?.kind).toBe('list');
  });

  it('is a list by the stage, situation and tenant that its words name, in either language', async () => {
    expect(listOf('stuck approved')).toEqual({ situation: 'stuck', stage: 'APPROVED' });
    expect(listOf('goldsmiths lost')).toEqual({ tenant: 'goldsmiths', situation: 'lost' });
    expect(listOf('in production on track')).toEqual({ situation: 'on_track', stage: 'IN_PRODUCTION' });
    await i18next.changeLanguage('ru');
    expect(listOf('потерян отгружен', 'ru')).toEqual({ situation: 'lost', stage: 'SHIPPED' });
    await i18next.changeLanguage('en');
    expect(listOf('IN_PRODUCTION 48')).toEqual({ stage: 'IN_PRODUCTION', q: '48' });
  });

  it('is a list of all orders, closed ones too, for a part of an id', () => {
    expect(listOf('4821')).toEqual({ q: '4821', show: 'all' });
    expect(suggestions({ text: '  ', orders, counts, t: t.en! })).toEqual([]);
  });
});
