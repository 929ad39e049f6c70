import { pseudonymOf } from '@ordertrace/conventions';
import { learnedIdFinder, parseFlow, transitionLearner } from '@ordertrace/flow';
import type { LearnableRecord } from '@ordertrace/model';
import { expect, it } from 'vitest';

const all = [
  parseFlow(
    `
name: learned
start: [TAKEN]
end: [TAKEN]
stages:
  TAKEN:
learn:
  - { stage: TAKEN, on: log, text: 'order (?P<order_id>\\d+)(?: of (?P<tenant_id>\\w+))? taken' }
  - { stage: TAKEN, on: span start, capture: { url.path: '^/orders/(?<order_id>\\d+|x)/' } }
`,
    { fileName: 'learned.yaml' },
  ),
];
const find = learnedIdFinder({ all });
const found = (key: string, text: string) =>
  find?.(key, text).map(({ start, end }) => text.slice(start, end));

it('finds the ids that rules capture, in log lines and in attributes', () => {
  expect(found('', 'the order 89161234567 of acme taken')).toEqual(['89161234567', 'acme']);
  expect(found('', 'the order 89161234567 taken')).toEqual(['89161234567']);
  expect(found('url.path', '/orders/17/lines')).toEqual(['17']);
  expect(found('url.path', 'order 17 taken')).toEqual([]);
  expect(found('', 'the order taken')).toEqual([]);
  expect(found('other', 'order 17 taken')).toEqual([]);
  expect(learnedIdFinder({ all: [{ ...all[0]!, learn: [] }] })).toBeUndefined();
});

it('takes a pseudonym for an id, whatever the rule says an id looks like', () => {
  const pseudonym = pseudonymOf(Uint8Array.from({ length: 16 }, (_, i) => i * 7));
  const learn = transitionLearner({ all })!;
  const record: LearnableRecord = {
    type: 'log',
    service: 'erp',
    name: '',
    startNanos: 1n,
    endNanos: 1n,
    text: `order ${pseudonym} of acme taken`,
    attribute: () => undefined,
  };
  expect(learn(record)).toMatchObject([{ orderId: pseudonym, tenantId: 'acme' }]);
  const span = { ...record, type: 'span' as const, text: '', attribute: () => `/orders/${pseudonym}/lines` };
  expect(learn(span)).toMatchObject([{ orderId: pseudonym }]);
  expect(learn({ ...record, text: 'order 17 taken' })).toMatchObject([{ orderId: '17' }]);
});
