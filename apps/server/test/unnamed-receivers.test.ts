import { manufacturerFlow } from '@ordertrace/flow';
import {
  flowsOf,
  nanosFromMillis,
  type AttributeValue,
  type LogRecord,
  type Span,
  ReceiptLedger,
} from '@ordertrace/model';
import { decodeLogs, decodeTraces, encodeLogs, encodeTraces } from '@ordertrace/otlp';
import { createMemoryStore, type Position, type Store } from '@ordertrace/store';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { foldContext, type FoldContext } from '../src/fold/fold-context.js';
import { FoldStep } from '../src/fold/fold-step.js';

import { distinctSpans } from '../src/telemetry/distinct-spans.js';
import { ServiceSigns } from '../src/fold/service-signs.js';
import { UnnamedReceivers } from '../src/fold/unnamed-receivers.js';

const minute = nanosFromMillis(60_000);
/** A Tuesday at noon in Moscow. */
const noon = nanosFromMillis(Date.parse('2026-11-24T09:00:00Z'));
const scope = { name: 'test', version: '', attributes: new Map<string, AttributeValue>() };
const resourceOf = (service: string) => ({ attributes: new Map([['service.name', service]]) });
const queue = 'mes.orders';

let ids = 0;
const hexId = (digits: number): string => (++ids).toString(16).padStart(digits, '0');

function submitted(orderId: string): LogRecord {
  return {
    timeNanos: noon,
    observedNanos: noon,
    flags: 1,
    severityNumber: 9,
    severityText: '',
    scope,
    eventName: 'order.transition',
    body: null,
    attributes: new Map([
      ['order_id', orderId],
      ['tenant_id', 'retail'],
      ['stage', 'SUBMITTED'],
    ]),
    resource: resourceOf('shop-api'),
  };
}

function span(kind: Span['kind'], attributes: Record<string, string>): Span {
  return {
    traceId: hexId(32),
    spanId: hexId(16),
    traceState: '',
    flags: 1,
    statusMessage: '',
    scope,
    kind,
    events: [],
    links: [],
    status: 'unset',
    name: `${kind} ${queue}`,
    startNanos: noon,
    durationNanos: 1_000_000n,
    attributes: new Map([
      ['messaging.system', 'rabbitmq'],
      ['messaging.destination.name', queue],
      ...Object.entries(attributes),
    ]),
    resource: resourceOf(kind === 'producer' ? 'shop-api' : 'mes-api'),
  };
}

function sent(orderId: string, more: Record<string, string> = {}): Span {
  return span('producer', { order_id: orderId, tenant_id: 'retail', ...more });
}

function received(by: { links?: readonly Span[]; messageId?: string }): Span {
  const consumed = span(
    'consumer',
    by.messageId === undefined ? {} : { 'messaging.message.id': by.messageId },
  );
  const links = (by.links ?? []).map(({ traceId, spanId }) => ({
    traceId,
    spanId,
    traceState: '',
    flags: 1,
    attributes: new Map<string, AttributeValue>(),
  }));
  return { ...consumed, links };
}

/** Receipts at the queue have been seen. */
function knownReceipts(): ReceiptLedger {
  const ledger = new ReceiptLedger();
  const seen = {
    place: `message ${queue}`,
    sender: { service: 'shop-api' },
    receiver: 'mes-api',
    outcome: 'seen',
  } as const;
  ledger.note('earlier', [{ ...seen, sentNanos: noon }]);
  return ledger;
}

describe('receivers in traces of their own that name no order', () => {
  let store: Store;
  let context: FoldContext;
  let step: FoldStep;
  let now: bigint;
  let position: Position;

  beforeEach(() => {
    store = createMemoryStore();
    position = store.positions.start;
    now = noon;
    restart();
  });
  afterEach(() => store.close());

  function restart(): void {
    const flows = flowsOf([manufacturerFlow()]);
    context = foldContext({
      store,
      flows,
      coverage: knownReceipts(),
      now: () => now,
      unnamed: new UnnamedReceivers(),
    });
    step = new FoldStep({ context, signs: new ServiceSigns(), clock: () => Number(now / 1_000_000n) });
  }

  async function append(
    spans: Span[],
    { logs = [], tenantId }: { logs?: LogRecord[]; tenantId?: string } = {},
  ) {
    const { batch } = decodeTraces(encodeTraces(spans), 'protobuf');
    context.unnamed?.saw({ batch, tenantId });
    await store.append(batch);
    if (logs.length > 0) await store.append(decodeLogs(encodeLogs(logs), 'protobuf').batch);
  }

  async function codesAfter(nanos: bigint, ...orderIds: string[]): Promise<(string | undefined)[]> {
    now += nanos;
    for (let round = 0; round < 3; round++) {
      position = (await step.run(position)).position;
      now += nanosFromMillis(15_000);
    }
    const states = orderIds.map((orderId) => store.order({ tenantId: 'retail', orderId }));
    return (await Promise.all(states)).map((state) => state?.diagnosis?.code);
  }

  it('finds whose messages a batch consumer took by its links, and the one that it did not take', async () => {
    const [first, second, third] = [sent('one'), sent('two'), sent('three')];
    await append([first, second, third], { logs: ['one', 'two', 'three'].map(submitted) });
    await append([received({ links: [first, second] })]);
    expect(await codesAfter(10n * minute, 'one', 'two', 'three')).toEqual([
      'on_track',
      'on_track',
      'message_not_consumed',
    ]);
  });

  it('finds them as well where the consumer is heard of first', async () => {
    const producer = sent('early');
    await append([received({ links: [producer] })]);
    await append([producer], { logs: [submitted('early')] });
    expect(await codesAfter(10n * minute, 'early')).toEqual(['on_track']);
  });

  it('finds whose message it was by its id alone', async () => {
    await append([sent('by id', { 'messaging.message.id': 'm-17' })], { logs: [submitted('by id')] });
    await append([received({ messageId: 'm-17' })]);
    expect(await codesAfter(10n * minute, 'by id')).toEqual(['on_track']);
  });

  it('believes no message id that two senders used', async () => {
    const used = { 'messaging.message.id': '1' };
    await append([sent('a', used), sent('b', used)], { logs: ['a', 'b'].map(submitted) });
    expect(await codesAfter(minute, 'a', 'b')).toEqual(['on_track', 'on_track']);
    await append([received({ messageId: '1' })]);
    expect(await codesAfter(10n * minute, 'a', 'b')).toEqual([
      'message_not_consumed',
      'message_not_consumed',
    ]);
  });

  it('heals what was lost when the consumer is heard of late, after a restart too', async () => {
    const producer = sent('late');
    await append([producer], { logs: [submitted('late')] });
    expect(await codesAfter(10n * minute, 'late')).toEqual(['message_not_consumed']);
    restart();
    await append([received({ links: [producer] })]);
    expect(await codesAfter(minute, 'late')).toEqual(['on_track']);
  });

  it('are not stored again after an erasure, which may have been of them', async () => {
    const producer = sent('erased');
    await append([received({ links: [producer] })]);
    step.forget();
    await append([producer], { logs: [submitted('erased')] });
    await codesAfter(10n * minute, 'erased');
    const { spans } = await store.journeyOf({ tenantId: 'retail', orderId: 'erased' });
    expect(spans.map(({ spanId }) => spanId)).toEqual([producer.spanId]);
    expect(context.coverage.at(`message ${queue}`, { service: 'shop-api' })?.seen ?? 0).toBe(0);
  });

  it('gives no order to a sender that may not speak for its tenant', async () => {
    const producer = sent('guarded');
    await append([producer], { logs: [submitted('guarded')] });
    await append([received({ links: [producer] })], { tenantId: 'acme' });
    expect(await codesAfter(10n * minute, 'guarded')).toEqual(['message_not_consumed']);
  });

  it('shows the whole batch in the journey of each order', async () => {
    const [first, second] = [sent('j1'), sent('j2')];
    const batch = received({ links: [first, second] });
    await append([first, second], { logs: ['j1', 'j2'].map(submitted) });
    await append([batch]);
    await codesAfter(minute, 'j1');
    for (const orderId of ['j1', 'j2']) {
      const { spans } = await store.journeyOf({ tenantId: 'retail', orderId });
      const own = distinctSpans(spans).map(({ spanId, orders }) => ({ spanId, orders }));
      expect(own.filter(({ spanId }) => spanId === batch.spanId)).toEqual([
        { spanId: batch.spanId, orders: ['j1', 'j2'].map((id) => ({ tenantId: 'retail', orderId: id })) },
      ]);
    }
  });
});
