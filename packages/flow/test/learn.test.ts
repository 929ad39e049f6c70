import type { FlowFileError } from '@ordertrace/flow';
import { manufacturerFlow, parseFlow, transitionLearner } from '@ordertrace/flow';
import type { LearnableRecord } from '@ordertrace/model';
import { describe, expect, it } from 'vitest';

const text = `
name: learned
start: [TAKEN]
end: [DONE]
stages:
  TAKEN: { owner: erp, waits_for: machine, next: [DONE] }
  DONE:
learn:
  - { stage: TAKEN, on: span start, service: erp, span: POST /orders, order_id_from: erp.order }
  - { stage: DONE, on: span end, attributes: { erp.state: done, erp.final: "true" } }
  - stage: DONE
    on: log
    service: legacy
    text: 'order (?P<order_id>\\d+) of (?P<tenant_id>\\w+) is done'
`;
const learn = transitionLearner({ all: [parseFlow(text, { fileName: 'learned.yaml' })] })!;

function record(rest: Partial<LearnableRecord>, attributes: Record<string, string> = {}): LearnableRecord {
  return {
    type: 'span',
    service: 'erp',
    name: '',
    text: '',
    startNanos: 10n,
    endNanos: 20n,
    traceId: 't',
    spanId: 's',
    attribute: (key) => attributes[key],
    ...rest,
  };
}

describe('learn rules', () => {
  it('take the beginning of a span for a transition', () => {
    const span = record({ name: 'POST /orders' }, { 'erp.order': '17', tenant_id: 'acme' });
    expect(learn(span)).toEqual([
      {
        type: 'transition',
        stage: 'TAKEN',
        orderId: '17',
        tenantId: 'acme',
        timeNanos: 10n,
        service: 'erp',
        traceId: 't',
        spanId: 's',
      },
    ]);
    expect(learn({ ...span, service: 'other' })).toEqual([]);
    expect(learn(record({ name: 'POST /orders' }))).toEqual([]);
  });

  it('take the end of a span, where all attributes agree', () => {
    const done = { 'erp.state': 'done', 'erp.final': 'true', order_id: '17' };
    expect(learn(record({}, done))).toMatchObject([{ stage: 'DONE', timeNanos: 20n, tenantId: '' }]);
    expect(learn(record({}, { ...done, 'erp.final': 'false' }))).toEqual([]);
  });

  it('read order and tenant from a log line', () => {
    const line = { type: 'log', service: 'legacy', endNanos: 10n } as const;
    expect(learn(record({ ...line, text: 'order 17 of acme is done' }))).toMatchObject([
      { stage: 'DONE', orderId: '17', tenantId: 'acme', timeNanos: 10n },
    ]);
    expect(learn(record({ ...line, text: 'order x of acme is done' }))).toEqual([]);
  });

  it('take time in proportion to the text, whatever the pattern', () => {
    const hard = text.replace(/'order .*'/, () => "'(a+)+(?P<order_id>b)$'");
    const slow = transitionLearner({ all: [parseFlow(hard, { fileName: 'x' })] })!;
    const line = { type: 'log', service: 'legacy', text: 'a'.repeat(50_000) } as const;
    const before = performance.now();
    expect(slow(record(line))).toEqual([]);
    expect(performance.now() - before).toBeLessThan(2000);
  });

  it('are nothing to do where a flow has none', () => {
    expect(transitionLearner({ all: [manufacturerFlow()] })).toBeUndefined();
  });

  it('are refused where they could not match', () => {
    const broken = `${text}
  - { stage: GONE, on: log, text: x }
  - { stage: DONE, on: log, text: "(?=x)" }
  - { stage: DONE, on: span end, text: x }
  - { stage: DONE, on: log }
  - { stage: DONE }
`;
    try {
      parseFlow(broken, { fileName: 'x' });
      expect.unreachable();
    } catch (error) {
      expect((error as FlowFileError).problems.map(({ line }) => line)).toEqual([16, 17, 18, 19, 20]);
    }
  });
});
