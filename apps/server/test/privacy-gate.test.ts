import { pseudonymPattern } from '@ordertrace/conventions';
import { parseFlow } from '@ordertrace/flow';
import { flowsOf, type TelemetryBatch } from '@ordertrace/model';
import { decodeLogs, decodeTraces, scrubWith } from '@ordertrace/otlp';
import { Registry } from 'prom-client';
import { expect, it } from 'vitest';
import { learningEvents, learningOf } from '../src/fold/learn-events.js';
import { learnIdForms, openGate } from '../src/receive/privacy-gate.js';

const flowText = (pattern: string) => `
name: learned
start: [TAKEN]
end: [TAKEN]
stages:
  TAKEN:
learn:
  - { stage: TAKEN, on: log, text: '${pattern}' }
  - { stage: TAKEN, on: span start, service: erp, order_id_from: erp.vorgang }
`;
const flowsBy = (pattern: string) => flowsOf([parseFlow(flowText(pattern), { fileName: 'learned.yaml' })]);
const flows = flowsBy('order (?P<order_id>\\S+) taken');
const key = Buffer.alloc(32, 5);
const options = { policyFile: undefined, key, metrics: new Registry() };

/** The orders of the transitions that are learned from what a server takes. */
function learned(decode: () => { batch: TelemetryBatch }): string[] {
  const envelope = learningEvents(() => learningOf(flows))({ batch: decode().batch });
  return envelope.batch.events.map(({ orderId }) => orderId);
}

it('order numbers in log lines that look like phones, cards and taxpayers stay as many orders', async () => {
  const gate = await openGate({ ...options, flows: () => flows });
  const ids = [
    '89161234567',
    '89161234568',
    '500100732259',
    '11223344595',
    '4111111111111111',
    '+79161234567',
  ];
  const logRecords = ids.map((id) => ({ body: { stringValue: `order ${id} taken, call +79990001122` } }));
  const bytes = Buffer.from(JSON.stringify({ resourceLogs: [{ scopeLogs: [{ logRecords }] }] }));
  const scrub = scrubWith(gate);
  const orders = learned(() => decodeLogs(bytes, 'json', { scrub }));
  expect(orders.slice(0, 4)).toEqual(ids.slice(0, 4));
  for (const id of orders.slice(4)) expect(id).toMatch(new RegExp(`^${pseudonymPattern}$`));
  expect(new Set(orders).size).toBe(ids.length);
  expect(gate.scrubText('log.body', 'call +79990001122')).toBe('call [phone]');
});

it('an attribute that a rule reads an id from is judged as an id', async () => {
  const gate = await openGate({ ...options, metrics: new Registry(), flows: () => flows });
  const span = (value: string) => ({
    traceId: '0af7651916cd43dd8448eb211c80319c',
    spanId: 'b7ad6b7169203331',
    name: 'x',
    attributes: [{ key: 'erp.vorgang', value: { stringValue: value } }],
  });
  const resource = { attributes: [{ key: 'service.name', value: { stringValue: 'erp' } }] };
  const spans = ['89161234567', 'anna@example.com'].map(span);
  const bytes = Buffer.from(JSON.stringify({ resourceSpans: [{ resource, scopeSpans: [{ spans }] }] }));
  const scrub = scrubWith(gate);
  const [number, person] = learned(() => decodeTraces(bytes, 'json', { scrub }));
  expect(number).toBe('89161234567');
  expect(person).toMatch(new RegExp(`^${pseudonymPattern}$`));
});

it('finds ids by the flows in use', async () => {
  let current = flowsBy('Auftrag (?P<order_id>\\S+) da');
  const gate = await openGate({ ...options, metrics: new Registry(), flows: () => current });
  expect(gate.scrubText('log.body', 'order 89161234567 taken')).toBe('order [phone] taken');
  current = flows;
  expect(gate.scrubText('log.body', 'order 89161234567 taken')).toBe('order 89161234567 taken');
  expect(gate.scrubText('span.name', 'order 89161234567 taken')).toBe('order [phone] taken');
});

it('knows the form of ids from the orders that are stored', async () => {
  const gate = await openGate({ ...options, metrics: new Registry(), flows: () => flows });
  const orders = Array.from({ length: 10 }, (_, i) => ({
    tenantId: 'north',
    orderId: String(4_276_000_000_000_001n + BigInt(i) * 7_777_777_777n),
  }));
  const asked: unknown[] = [];
  const listOrders = (query: unknown) => {
    asked.push(query);
    return Promise.resolve({ orders } as never);
  };
  await learnIdForms(gate, { listOrders });
  expect(asked).toEqual([{ sort: 'last_seen_at', descending: true, limit: 1000 }]);
  expect(gate.scrubAttribute('a', 'order_id', '4111111111111111', 'north')).toBe('4111111111111111');
  expect(gate.scrubAttribute('a', 'order_id', '4111111111111111', 'south')).toMatch(/^anon-/);
});
