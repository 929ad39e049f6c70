import { manufacturerFlow } from '@ordertrace/flow';
import { flowsOf, nanosFromMillis, type AttributeValue, type LogRecord, type Span } from '@ordertrace/model';
import { decodeLogs, decodeTraces, encodeLogs, encodeTraces } from '@ordertrace/otlp';
import { createMemoryStore, type Position, type Store } from '@ordertrace/store';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { foldContext, type FoldContext } from '../src/fold/fold-context.js';
import { FoldStep } from '../src/fold/fold-step.js';
import { ServiceSigns } from '../src/fold/service-signs.js';

const minute = nanosFromMillis(60_000);
const hour = 60n * minute;
/** A Tuesday at noon in Moscow. */
const noon = nanosFromMillis(Date.parse('2026-11-24T09:00:00Z'));
const scope = { name: 'test', version: '', attributes: new Map<string, AttributeValue>() };
const resourceOf = (service: string) => ({ attributes: new Map([['service.name', service]]) });

let ids = 0;
const hexId = (digits: number): string => (++ids).toString(16).padStart(digits, '0');

function transition(orderId: string, stage: string, timeNanos: bigint): LogRecord {
  return {
    timeNanos,
    observedNanos: timeNanos,
    flags: 1,
    severityNumber: 9,
    severityText: '',
    scope,
    eventName: 'order.transition',
    body: null,
    attributes: new Map([
      ['order_id', orderId],
      ['tenant_id', 'retail'],
      ['stage', stage],
    ]),
    resource: resourceOf('shop-api'),
  };
}

/** A message from the shop to the MES: sent, and unless it is lost, consumed. */
function message(orderId: string, startNanos: bigint, lost = false): Span[] {
  const sent: Span = {
    traceId: hexId(32),
    spanId: hexId(16),
    traceState: '',
    flags: 1,
    statusMessage: '',
    scope,
    events: [],
    links: [],
    status: 'unset',
    kind: 'producer',
    name: 'send mes.orders',
    startNanos,
    durationNanos: 1_000_000n,
    attributes: new Map([
      ['order_id', orderId],
      ['tenant_id', 'retail'],
      ['messaging.system', 'rabbitmq'],
      ['messaging.destination.name', 'mes.orders'],
    ]),
    resource: resourceOf('shop-api'),
  };
  const consumed: Span = {
    ...sent,
    spanId: hexId(16),
    parentSpanId: sent.spanId,
    kind: 'consumer',
    name: 'process mes.orders',
    resource: resourceOf('mes-api'),
  };
  return lost ? [sent] : [sent, consumed];
}

describe('the watch', () => {
  let store: Store;
  let context: FoldContext;
  let signs: ServiceSigns;
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

  /** What was learned is forgotten, what was stored is not. */
  function restart(): void {
    context = foldContext({ store, flows: flowsOf([manufacturerFlow()]), now: () => now });
    signs = new ServiceSigns();
    step = new FoldStep({ context, signs, clock: () => Number(now / 1_000_000n) });
  }

  async function append(spans: Span[], logs: LogRecord[]): Promise<void> {
    if (spans.length > 0) await store.append(decodeTraces(encodeTraces(spans), 'protobuf').batch);
    if (logs.length > 0) await store.append(decodeLogs(encodeLogs(logs), 'protobuf').batch);
    position = (await step.run(position)).position;
  }

  async function codeAfter(orderId: string, nanos: bigint): Promise<string | undefined> {
    now += nanos;
    for (let look = 0; look < 3; look++) position = (await step.run(position)).position;
    return (await store.order({ tenantId: 'retail', orderId }))?.diagnosis?.code;
  }

  const submitted = (orderId: string, at: bigint) => [
    transition(orderId, 'CREATED', at - minute),
    transition(orderId, 'SUBMITTED', at),
  ];

  it('finds a message lost before it was known who takes such messages', async () => {
    await append(message('lost', now, true), submitted('lost', now));
    expect(await codeAfter('lost', 10n * minute)).toBe('on_track');
    await append(message('fine', now), submitted('fine', now));
    expect(await codeAfter('lost', minute)).toBe('message_not_consumed');
  });

  it('finds a message lost just before a restart', async () => {
    await append(message('fine', now), [
      ...submitted('fine', now),
      transition('fine', 'CANCELLED', now + minute),
    ]);
    await append(message('lost', now, true), submitted('lost', now));
    restart();
    expect(await codeAfter('lost', 10n * minute)).toBe('message_not_consumed');
  });

  it('calls an order slow once it rests longer than nine in ten did', async () => {
    const closed = Array.from({ length: 40 }, (_, i) => [
      transition(`c${i}`, 'SUBMITTED', noon - hour),
      transition(`c${i}`, 'REJECTED', noon - hour + BigInt(i) * 6_000_000_000n),
    ]);
    await append([], closed.flat());
    await append([], submitted('new', now));
    expect(await codeAfter('new', 3n * minute)).toBe('on_track');
    expect(await codeAfter('new', 2n * minute)).toBe('slow_stage');
  });

  it('tells a silent service from a lost order, and takes it back when the service speaks', async () => {
    await append(message('fine', now), submitted('fine', now));
    for (let i = 0; i < 20; i++) {
      signs.saw('shop-api', now, now);
      signs.saw('mes-api', now, now);
      now += minute;
    }
    const late = now + minute;
    await append(message('lost', late, true), submitted('lost', late));
    expect(await codeAfter('lost', 7n * minute)).toBe('message_not_consumed');
    for (let i = 0; i < 8; i++) signs.saw('shop-api', now + BigInt(i) * minute, now + BigInt(i) * minute);
    expect(await codeAfter('lost', 8n * minute)).toBe('no_telemetry');
    signs.saw('mes-api', now, now);
    expect(await codeAfter('lost', 3n * minute)).toBe('message_not_consumed');
  });

  it('never calls an order lost whose receiver fell silent before, only one whose receiver speaks', async () => {
    await append(message('fine', now), submitted('fine', now));
    for (let i = 0; i < 20; i++, now += minute)
      for (const name of ['shop-api', 'mes-api']) signs.saw(name, now, now);
    const said = new Map<string, Set<string | undefined>>([
      ['one', new Set()],
      ['silent', new Set()],
    ]);
    await append(message('one', now, true), submitted('one', now));
    const watching = async (orderId: string, minutes: number, speaking: readonly string[]) => {
      for (let i = 0; i < minutes; i++) {
        for (const name of speaking) signs.saw(name, now, now);
        said.get(orderId)?.add(await codeAfter(orderId, minute));
      }
    };
    await watching('one', 8, ['shop-api', 'mes-api']);
    expect([...(said.get('one') ?? [])]).toEqual(['on_track', 'message_not_consumed']);
    await append(message('silent', now, true), submitted('silent', now));
    await watching('silent', 8, ['shop-api']);
    expect([...(said.get('silent') ?? [])]).toEqual(['on_track', 'no_telemetry']);
    const order = await store.order({ tenantId: 'retail', orderId: 'silent' });
    expect(order?.diagnosis?.owner).toBe('mes-api');
  });
});
