import type { Journey } from '@ordertrace/api';
import { manufacturerFlow } from '@ordertrace/flow';
import { flowsOf, type LogRecord, type Span } from '@ordertrace/model';
import { decodeLogs, decodeTraces, encodeLogs, encodeTraces } from '@ordertrace/otlp';
import { createMemoryStore, type Store } from '@ordertrace/store';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { journeyView } from '../src/query/journey.js';

const minute = 60_000_000_000n;
const now = BigInt(Date.now()) * 1_000_000n;
const traceId = '0af7651916cd43dd8448eb211c80319c';
const order = new Map([
  ['order_id', '48213'],
  ['tenant_id', 'retail'],
]);
const from = (service: string) => ({
  resource: { attributes: new Map([['service.name', service]]) },
  scope: { name: 'test', version: '1', attributes: new Map() },
});

function sending(spanId: string, startNanos: bigint): Span {
  return {
    traceId,
    spanId,
    traceState: '',
    flags: 1,
    name: 'send mes.orders',
    kind: 'producer',
    startNanos,
    durationNanos: 1_000_000n,
    status: 'unset',
    statusMessage: '',
    attributes: new Map([
      ...order,
      ['messaging.system', 'rabbitmq'],
      ['messaging.message.id', 'm-1'],
      ['messaging.destination.name', 'mes.orders'],
    ]),
    events: [],
    links: [],
    ...from('shop-api'),
  };
}

function transition(service: string, stage: string, timeNanos: bigint): LogRecord {
  return {
    timeNanos,
    observedNanos: timeNanos,
    flags: 1,
    severityNumber: 9,
    severityText: 'INFO',
    eventName: 'order.transition',
    body: null,
    attributes: new Map([...order, ['stage', stage]]),
    ...from(service),
  };
}

describe("an order's journey", () => {
  let store: Store;
  beforeEach(() => {
    store = createMemoryStore();
  });
  afterEach(() => store.close());

  async function journey(): Promise<Pick<Journey, 'hops' | 'transitions'>> {
    const coverage = { at: () => ({ receiver: 'mes-api', seen: 100, unseen: 0, lost: 0 }) };
    const source = { flows: () => flowsOf([manufacturerFlow()]), coverage };
    return journeyView(source, await store.journeyOf({ tenantId: 'retail', orderId: '48213' }));
  }

  it('shows of a hand-over what was sent again and who has not received it', async () => {
    const spans = [
      sending('b000000000000001', now - 60n * minute),
      sending('b000000000000002', now - 50n * minute),
    ];
    await store.append(decodeTraces(encodeTraces(spans), 'protobuf').batch);
    const { hops } = await journey();
    expect(hops).toHaveLength(1);
    expect(hops[0]).toMatchObject({
      state: 'broken',
      missing: ['mes-api'],
      to: [],
      resent: [{ span_id: 'b000000000000002' }],
    });
  });

  it('shows a message as delivered where only a log line of the receiver proves it', async () => {
    const spans = [sending('b000000000000001', now - 60n * minute)];
    const receiver = { traceId, spanId: 'b0000000000000ff', attributes: order, eventName: '' };
    const line = { ...transition('mes-api', '', now - 59n * minute), ...receiver };
    await store.append(decodeTraces(encodeTraces(spans), 'protobuf').batch);
    await store.append(decodeLogs(encodeLogs([line]), 'protobuf').batch);
    const { hops } = await journey();
    expect(hops).toMatchObject([{ state: 'delivered', missing: [] }]);
  });

  it('says where the clocks of two applications disagree, and never runs backwards', async () => {
    const logs = [
      transition('shop-api', 'SUBMITTED', now - 10n * minute),
      transition('shop-api', 'CREATED', now - 11n * minute),
      transition('mes-api', 'PRICED', now - 12n * minute),
    ];
    await store.append(decodeLogs(encodeLogs(logs), 'protobuf').batch);
    const { transitions } = await journey();
    expect(transitions.map((one) => [one.stage, one.clocks_disagree])).toEqual([
      ['CREATED', false],
      ['SUBMITTED', false],
      ['PRICED', true],
    ]);
    expect(transitions[2]?.timestamp).toBe(transitions[1]?.timestamp);
  });
});
