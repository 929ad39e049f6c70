import { attribute } from '@ordertrace/conventions';
import { decodeLogs, decodeTraces, scrubWith, type Signal } from '@ordertrace/otlp';
import { createGate, defaultPolicy } from '@ordertrace/privacy';
import { expect, it } from 'vitest';

const secret = 'anna.petrova@example.com';
const card = '4111111111111111';
const text = (key: string, stringValue: string) => ({ key, value: { stringValue } });
const attributes = [
  text('error.type', `failed for ${secret}`),
  text(secret, 'a'),
  text('customer.name', 'Anna Petrova'),
  text('favourite', 'Anna Petrova'),
  { key: 'http.response.status_code', value: { intValue: card } },
  { key: 'db.response.status_code', value: { doubleValue: Number(card) } },
  { key: 'exception.data', value: { bytesValue: Buffer.from(secret).toString('base64') } },
  {
    key: 'error.type.list',
    value: { arrayValue: { values: [{ stringValue: secret }, { intValue: card }] } },
  },
  {
    key: 'event.data',
    value: { kvlistValue: { values: [text('message', secret), text(secret, 'a'), text('price', '4990')] } },
  },
  text('url.full', `https://${secret.replace('@', ':pw@')}/orders?email=Petrova`),
  text('db.query.text', "SELECT 1 FROM customers WHERE name = 'Anna Petrova'"),
  text(attribute.orderId, '48213'),
];
const ids = { traceId: '0af7651916cd43dd8448eb211c80319c', spanId: 'b7ad6b7169203331' };
const times = { startTimeUnixNano: '1795358742027123456', endTimeUnixNano: '1795358742028123456' };
const event = { name: secret, timeUnixNano: '1795358742027123456', attributes };
const span = {
  ...ids,
  ...times,
  name: `GET ${secret}`,
  traceState: `vendor=${secret}`,
  attributes,
  events: [
    event,
    { ...event, attributes: [text('exception.message', secret), text('exception.stacktrace', secret)] },
  ],
  links: [{ ...ids, traceState: `vendor=${secret}`, attributes }],
  status: { code: 2, message: `card ${card}` },
};
const log = {
  ...ids,
  timeUnixNano: '1795358742027123456',
  severityText: secret,
  eventName: secret,
  body: { kvlistValue: { values: attributes.map((one) => one) } },
  attributes,
};
const scope = { name: secret, version: secret, attributes };
const resource = { attributes: [...attributes, text('service.name', 'shop-api')] };
const requests: Record<Signal, unknown> = {
  traces: { resourceSpans: [{ resource, scopeSpans: [{ scope, spans: [span] }] }] },
  logs: {
    resourceLogs: [
      {
        resource,
        scopeLogs: [{ scope, logRecords: [log, { ...log, body: { stringValue: `price=4990 ${secret}` } }] }],
      },
    ],
  },
};

it.each(['traces', 'logs'] as const)(
  'of secrets in every place of a request of %s, none is decoded',
  (signal) => {
    const gate = createGate(defaultPolicy);
    const bytes = Buffer.from(JSON.stringify(requests[signal]));
    const decoder = signal === 'traces' ? decodeTraces : decodeLogs;
    const held = (scrub: boolean) =>
      contents(decoder(bytes, 'json', scrub ? { scrub: scrubWith(gate) } : {}).batch);
    expect(held(false)).toMatch(/petrova@/);
    const kept = held(true);
    expect(kept).not.toMatch(/petrova|411111|4990/i);
    expect(kept).toContain('shop-api');
    expect(kept).toContain('48213');
    const places = new Set(gate.counts().map(({ place }) => place));
    expect(places.size).toBe(signal === 'traces' ? 12 : 8);
    expect(JSON.stringify(gate.counts())).not.toMatch(/petrova|411111|4990/i);
  },
);

/**
 * All texts, bytes and numbers in an object, including those under private names that serialization shows.
 */
function contents(value: unknown, seen = new Set<unknown>()): string {
  if (typeof value !== 'object' || value === null) return String(value);
  if (seen.has(value)) return '';
  seen.add(value);
  if (ArrayBuffer.isView(value)) return Buffer.from(value.buffer).toString('latin1');
  const inner = value instanceof Map ? [...value.entries()].flat() : Object.values(value);
  return inner.map((one) => contents(one, seen)).join('\n');
}

it('judges an id that looks like a card by the tenant of its record', () => {
  const judging = createGate(defaultPolicy, { pseudonymKey: Buffer.alloc(32, 1) });
  for (let i = 0; i < 10; i++)
    judging.sawId('north', String(4_276_000_000_000_001n + BigInt(i) * 7_777_777_777n));
  const scrub = scrubWith(judging);
  const decode = (...named: unknown[]) => {
    const one = { ...ids, ...times, name: 'x', attributes: named };
    const bytes = Buffer.from(JSON.stringify({ resourceSpans: [{ scopeSpans: [{ spans: [one] }] }] }));
    return decodeTraces(bytes, 'json', { scrub }).batch.orders[0];
  };
  const order = text(attribute.orderId, card);
  expect(decode(order, text(attribute.tenantId, 'north'))).toEqual({ tenantId: 'north', orderId: card });
  expect(decode(text(attribute.tenantId, 'north'), order)).toEqual({ tenantId: 'north', orderId: card });
  expect(decode(order, text(attribute.tenantId, 'south'))?.orderId).toMatch(/^anon-/);
  expect(decode(order)?.orderId).toMatch(/^anon-/);
  expect(decode({ key: attribute.orderId, value: { intValue: card } })?.orderId).toMatch(/^anon-/);
});
