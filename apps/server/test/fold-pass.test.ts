import { manufacturerFlow } from '@ordertrace/flow';
import {
  eventBatch,
  flowsOf,
  nanosFromMillis,
  type AttributeValue,
  type OrderEvent,
  type Span,
  ReceiptLedger,
} from '@ordertrace/model';
import { decodeTraces, encodeTraces } from '@ordertrace/otlp';
import { createMemoryStore, type Position, type Store } from '@ordertrace/store';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { foldContext, type FoldContext } from '../src/fold/fold-context.js';
import { foldPass } from '../src/fold/fold-pass.js';
import { ProblemDesk } from '../src/problems/problem-desk.js';

const minute = nanosFromMillis(60_000);
/** A Tuesday at noon in Moscow. */
const noon = nanosFromMillis(Date.parse('2026-11-24T09:00:00Z'));
const queue = 'mes.orders';
const refOf = (orderId: string) => ({ tenantId: 'retail', orderId });

function entered(orderId: string, stage: string, timeNanos = noon): OrderEvent {
  return { type: 'transition', ...refOf(orderId), timeNanos, service: 'shop-api', stage };
}

let ids = 0;

/** A message about the order that no service consumed. */
function unconsumed(orderId: string): Span {
  const scope = { name: 'test', version: '', attributes: new Map<string, AttributeValue>() };
  return {
    traceId: (++ids).toString(16).padStart(32, '0'),
    spanId: ids.toString(16).padStart(16, '0'),
    traceState: '',
    flags: 1,
    statusMessage: '',
    scope,
    events: [],
    links: [],
    status: 'unset',
    kind: 'producer',
    name: `send ${queue}`,
    startNanos: noon,
    durationNanos: 1_000_000n,
    attributes: new Map([
      ['order_id', orderId],
      ['tenant_id', 'retail'],
      ['messaging.system', 'rabbitmq'],
      ['messaging.destination.name', queue],
    ]),
    resource: { attributes: new Map([['service.name', 'shop-api']]) },
  };
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

describe('a fold pass', () => {
  let store: Store;
  let context: FoldContext;
  let now: bigint;

  beforeEach(() => {
    store = createMemoryStore();
    now = noon + 10n * minute;
    const flows = flowsOf([manufacturerFlow()]);
    const desk = new ProblemDesk({ store, now: () => now });
    context = foldContext({ store, flows, coverage: knownReceipts(), now: () => now, desk });
  });
  afterEach(() => store.close());

  async function append(events: OrderEvent[], spans: Span[] = []): Promise<Position> {
    if (spans.length > 0) await store.append(decodeTraces(encodeTraces(spans), 'protobuf').batch);
    return (await store.append(eventBatch(events))).position;
  }

  const codeOf = async (orderId: string) => (await store.order(refOf(orderId)))?.diagnosis?.code;

  it('judges a changed order by its spans, opens its problem and saves it once', async () => {
    await append([entered('1', 'SUBMITTED')], [unconsumed('1')]);
    const saves = vi.spyOn(store, 'saveOrders');
    await foldPass(context, { position: context.store.positions.start });
    expect(saves.mock.calls.map(([{ orders }]) => orders.length)).toEqual([1]);
    expect(await codeOf('1')).toBe('message_not_consumed');
    expect(await store.problemsOfOrders([refOf('1')])).toMatchObject([{ code: 'message_not_consumed' }]);
  });

  it('folds an order once that has changed while it was due', async () => {
    now = noon;
    const position = await append([entered('1', 'SUBMITTED')], [unconsumed('1')]);
    await foldPass(context, { position: context.store.positions.start });
    now += 2n * 60n * minute;
    await append([entered('1', 'CREATED', noon - minute)]);
    expect(await store.ordersToCheck({ nowNanos: now, limit: 1 })).toHaveLength(1);
    const saves = vi.spyOn(store, 'saveOrders');
    await foldPass(context, { position });
    expect(saves.mock.calls.map(([{ orders }]) => orders.length)).toEqual([1]);
    expect(await codeOf('1')).toBe('message_not_consumed');
  });

  it('reads the spans of an order that has ended once, to learn what is seen where', async () => {
    await append([entered('1', 'SUBMITTED'), entered('1', 'CANCELLED', noon + minute)], [unconsumed('1')]);
    const reads = vi.spyOn(store, 'recordsOfOrders');
    const { position } = await foldPass(context, { position: context.store.positions.start });
    await foldPass(context, { position });
    expect(reads.mock.calls.flatMap(([orders]) => orders)).toHaveLength(1);
    expect(await store.order(refOf('1'))).toMatchObject({ stage: 'CANCELLED', closedNanos: noon + minute });
  });

  it('saves the stages of a bulk first, and judges it once its spans have gathered', async () => {
    const orderIds = Array.from({ length: 101 }, (_, i) => `${i}`);
    await append(
      orderIds.map((orderId) => entered(orderId, 'SUBMITTED')),
      orderIds.map(unconsumed),
    );
    let { position } = await foldPass(context, { position: context.store.positions.start });
    const { orders } = await store.listOrders({ sort: 'order_id', descending: false, limit: 200 });
    expect(orders.filter(({ stage }) => stage === 'SUBMITTED')).toHaveLength(101);
    expect(orders.filter(({ diagnosis }) => diagnosis?.code === 'on_track')).toHaveLength(101);
    expect((await foldPass(context, { position })).moreDue).toBe(false);
    expect(await codeOf('0')).toBe('on_track');
    now += nanosFromMillis(10_000);
    for (let moreDue = true; moreDue;) ({ position, moreDue } = await foldPass(context, { position }));
    const after = await store.listOrders({ sort: 'order_id', descending: false, limit: 200 });
    expect(after.orders.filter((order) => order.diagnosis?.code === 'message_not_consumed')).toHaveLength(
      101,
    );
  });

  it('keeps the diagnosis of an order that has not moved while its verdict is put off', async () => {
    const position = await append([entered('1', 'SUBMITTED')], [unconsumed('1')]);
    await foldPass(context, { position: context.store.positions.start });
    await append([entered('1', 'CREATED', noon - minute)]);
    await foldPass(context, { position, judgeAtMost: 0 });
    expect(await codeOf('1')).toBe('message_not_consumed');
    expect(await store.ordersToCheck({ nowNanos: now + minute, limit: 2 })).toHaveLength(1);
  });

  it('does not bring back an order that was removed after it was found due', async () => {
    now = noon;
    const position = await append([entered('1', 'SUBMITTED')]);
    await foldPass(context, { position: context.store.positions.start });
    now += 2n * 60n * minute;
    const due = await store.ordersToCheck({ nowNanos: now, limit: 1 });
    await store.erase({ target: { order: refOf('1') }, dryRun: false });
    vi.spyOn(store, 'ordersToCheck').mockResolvedValue(due);
    await foldPass(context, { position });
    expect(await store.order(refOf('1'))).toBeUndefined();
  });

  it('folds an order again that another writer saved since it was read', async () => {
    await append([entered('1', 'SUBMITTED')]);
    await foldPass(context, { position: store.positions.start });
    const after = await append([entered('1', 'PRICED', noon + minute)]);
    const save = store.saveOrders.bind(store);
    const saves = vi.spyOn(store, 'saveOrders').mockImplementationOnce(async (late) => {
      const [other] = await store.ordersByRef([refOf('1')]);
      await save({ orders: other === undefined ? [] : [other] });
      return save(late);
    });
    const folded = await foldPass(context, { position: await store.savedPosition() });
    expect(saves).toHaveBeenCalledTimes(2);
    expect(await store.order(refOf('1'))).toMatchObject({ stage: 'PRICED', version: 3 });
    expect([folded.position, await store.savedPosition()]).toEqual([after, after]);
  });

  it('fails, and keeps its position, where others save an order all the time', async () => {
    await append([entered('1', 'SUBMITTED')]);
    vi.spyOn(store, 'saveOrders').mockResolvedValue({ refused: [refOf('1')] });
    await expect(foldPass(context, { position: store.positions.start })).rejects.toThrow('such as 1');
    expect(await store.savedPosition()).toBe(store.positions.start);
  });
});
