import { context, propagation, SpanKind, trace } from '@opentelemetry/api';
import {
  carrierLink,
  consumeSpan,
  currentOrder,
  currentOrders,
  orderCarrier,
  publishSpan,
  recordTransition,
  withCarrier,
  withOrder,
  withOrders,
  withWork,
} from '@ordertrace/instrumentation';
import fc from 'fast-check';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { spanNamed, startKit, type KitUnderTest } from './support/kit.js';

let test: KitUnderTest;

beforeAll(async () => {
  test = await startKit();
});
afterEach(() => test.received());
afterAll(() => test.close());

const order = { orderId: '48213', tenantId: 'retail' };
const another = { orderId: '7', tenantId: 'acme' };
const tracer = trace.getTracer('test');

function inSpan<T>(name: string, work: () => T, kind = SpanKind.INTERNAL): T {
  return tracer.startActiveSpan(name, { kind }, (span) => {
    const result = work();
    if (result instanceof Promise) void result.finally(() => span.end());
    else span.end();
    return result;
  });
}

const orderOf = (attributes: Record<string, unknown>) => [attributes['order_id'], attributes['tenant_id']];

describe('withOrder', () => {
  it('puts the order on spans within and on the open spans around, not on those beside', async () => {
    inSpan('server', () =>
      inSpan('around', () => {
        inSpan('before', () => undefined);
        const beside = tracer.startSpan('beside');
        withOrder(order, () => inSpan('within', () => undefined));
        beside.end();
      }),
    );
    const { spans } = await test.received();
    const named = (name: string) => orderOf(spanNamed(spans, name).attributes);
    for (const name of ['server', 'around', 'within']) expect(named(name)).toEqual(['48213', 'retail']);
    for (const name of ['before', 'beside']) expect(named(name)).toEqual([undefined, undefined]);
  });

  it('holds across await, and ends with the work', async () => {
    await withOrder(order, async () => {
      await new Promise(setImmediate);
      expect(currentOrder()).toEqual(order);
    });
    expect(currentOrder()).toBeUndefined();
  });

  it('gives what the work gives and throws what it throws', () => {
    expect(withOrder(order, () => 5)).toBe(5);
    expect(() =>
      withOrder(order, () => {
        throw new RangeError('mine');
      }),
    ).toThrow(new RangeError('mine'));
  });

  it('lists both orders on a span that met two, with their tenants in the same order', async () => {
    inSpan('loop', () => {
      withOrder(order, () => inSpan('first', () => undefined));
      withOrder(another, () => inSpan('second', () => undefined));
    });
    const { spans } = await test.received();
    expect(orderOf(spanNamed(spans, 'loop').attributes)).toEqual([
      ['48213', '7'],
      ['retail', 'acme'],
    ]);
    expect(orderOf(spanNamed(spans, 'first').attributes)).toEqual(['48213', 'retail']);
    expect(orderOf(spanNamed(spans, 'second').attributes)).toEqual(['7', 'acme']);
  });

  it('takes an order that got its tenant later as one and the same', async () => {
    inSpan('span', () =>
      withOrder({ orderId: '48213', tenantId: '' }, () => withOrder(order, () => undefined)),
    );
    const { spans } = await test.received();
    expect(orderOf(spanNamed(spans, 'span').attributes)).toEqual(['48213', 'retail']);
  });

  it('leaves a request that learned its order late with it, for what comes after', async () => {
    inSpan(
      'request',
      () => {
        withOrder(order, () => undefined);
        expect(currentOrder()).toEqual(order);
        inSpan('after', () => undefined);
        expect(orderCarrier().baggage).toBe('order_id=48213,tenant_id=retail');
      },
      SpanKind.SERVER,
    );
    const { spans } = await test.received();
    expect(orderOf(spanNamed(spans, 'after').attributes)).toEqual(['48213', 'retail']);
  });

  it('keeps other baggage', () => {
    const baggage = propagation.createBaggage({ other: { value: 'kept' } });
    context.with(propagation.setBaggage(context.active(), baggage), () =>
      withOrder(order, () =>
        expect(orderCarrier().baggage).toBe('other=kept,order_id=48213,tenant_id=retail'),
      ),
    );
  });

  it.each(['', 'x'.repeat(129), 'a\nb', 'a\u0000', '\ud800'])(
    'leaves out the id %j and runs the work',
    (orderId) => {
      expect(withOrder({ orderId, tenantId: 'retail' }, () => currentOrder() ?? 'none')).toBe('none');
    },
  );

  it('carries any id it takes unchanged, and fails on none', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' }), (orderId, tenantId) => {
        const inside = withOrder({ orderId, tenantId }, () => ({
          now: currentOrder(),
          then: withCarrier(orderCarrier(), currentOrder),
        }));
        expect(inside.then).toEqual(inside.now);
        if (inside.now !== undefined) expect(inside.now.orderId).toBe(orderId);
      }),
    );
  });
});

describe('withOrders', () => {
  it('lists the orders of a batch, here and where a carrier takes them', async () => {
    const carrier = withOrders([order, another, order], () =>
      inSpan('batch', () => {
        expect(currentOrder()).toBeUndefined();
        return orderCarrier();
      }),
    );
    expect(withCarrier(carrier, currentOrders)).toEqual([order, another]);
    const { spans } = await test.received();
    expect(orderOf(spanNamed(spans, 'batch').attributes)).toEqual([
      ['48213', '7'],
      ['retail', 'acme'],
    ]);
  });

  it('carries as many as baggage may hold', () => {
    const many = Array.from({ length: 300 }, (_, i) => ({
      orderId: `${'я'.repeat(100)}${i}`,
      tenantId: 'retail',
    }));
    const carrier = withOrders(many, orderCarrier);
    expect(carrier.baggage?.length).toBeLessThan(4096);
    const carried = withCarrier(carrier, currentOrders);
    expect(carried.length).toBeGreaterThan(1);
    expect(carried).toEqual(many.slice(0, carried.length));
  });
});

describe('carriers', () => {
  it('go on in the same trace for the same order, after any time', async () => {
    const kept = inSpan('before', () => withOrder(order, () => JSON.stringify(orderCarrier())));
    withCarrier(JSON.parse(kept) as object, () => inSpan('after', () => undefined));
    const { spans } = await test.received();
    const [before, after] = [spanNamed(spans, 'before'), spanNamed(spans, 'after')];
    expect(after).toMatchObject({ traceId: before.traceId, parentSpanId: before.spanId });
    expect(orderOf(after.attributes)).toEqual(['48213', 'retail']);
  });

  it('are empty where there is nothing to carry, and then mean nothing', () => {
    expect(orderCarrier()).toEqual({});
    expect(carrierLink({})).toBeUndefined();
    expect(withCarrier({}, currentOrder)).toBeUndefined();
  });

  it('may hold anything without doing harm', async () => {
    const headers = fc.record(
      {
        traceparent: fc.oneof(fc.string(), fc.anything()),
        tracestate: fc.anything(),
        baggage: fc.oneof(
          fc.string(),
          fc.anything(),
          fc.string().map((text) => `order_id=${text},orders=${text}`),
        ),
      },
      { requiredKeys: [] },
    );
    await fc.assert(
      fc.asyncProperty(headers, async (carrier) => {
        const input = { destination: 'q', system: 'test', carrier, mode: 'link' } as const;
        expect(await consumeSpan(input, () => 'handled')).toBe('handled');
      }),
    );
  });
});

describe('messages', () => {
  const queue = { destination: 'orders.submitted', system: 'rabbitmq', messageId: 'm-1' };

  it.each(['parent', 'link'] as const)('take the order along, joined by %s', async (mode) => {
    const headers = {};
    await withOrder(order, () => publishSpan({ ...queue, carrierInto: headers }, () => undefined));
    await consumeSpan({ ...queue, carrier: headers, mode }, () => {
      expect(currentOrder()).toEqual(order);
      inSpan('handling', () => undefined);
    });
    const { spans } = await test.received();
    const sent = spanNamed(spans, 'publish orders.submitted');
    const received = spanNamed(spans, 'process orders.submitted');
    expect([sent.kind, received.kind]).toEqual(['producer', 'consumer']);
    expect(received.traceId === sent.traceId).toBe(mode === 'parent');
    expect(mode === 'parent' ? received.parentSpanId : received.links[0]).toBe(sent.spanId);
    for (const span of spans) expect(orderOf(span.attributes)).toEqual(['48213', 'retail']);
    expect(received.attributes).toMatchObject({
      'messaging.system': 'rabbitmq',
      'messaging.destination.name': 'orders.submitted',
      'messaging.operation.type': 'process',
      'messaging.message.id': 'm-1',
    });
  });

  it('mark the span of a handler that failed, and pass its error on', async () => {
    const failing = consumeSpan({ ...queue, carrier: {}, mode: 'parent' }, () => {
      throw new RangeError('poison');
    });
    await expect(failing).rejects.toThrow('poison');
    const { spans } = await test.received();
    expect(spans[0]?.attributes).toMatchObject({ status_code: 'ERROR', 'error.type': 'RangeError' });
  });
});

describe('order events', () => {
  it('say which order entered which stage, when, and in which span', async () => {
    const at = new Date('2026-03-02T09:15:00.250Z');
    inSpan('span', () =>
      recordTransition({ ...another, stage: 'PACKED', previousStage: 'PRODUCED', actor: 'operator', at }),
    );
    const { spans, logs } = await test.received();
    const span = spanNamed(spans, 'span');
    expect(logs).toMatchObject([
      {
        eventName: 'order.transition',
        timeMs: at.getTime(),
        traceId: span.traceId,
        spanId: span.spanId,
        attributes: {
          order_id: '7',
          tenant_id: 'acme',
          stage: 'PACKED',
          previous_stage: 'PRODUCED',
          actor: 'operator',
          application_name: 'under-test',
          environment: 'test',
        },
      },
    ]);
    expect(orderOf(span.attributes)).toEqual(['7', 'acme']);
  });

  it('are not made up where no order is known', async () => {
    recordTransition({ stage: 'PACKED' });
    withOrders([order, another], () => recordTransition({ stage: 'PACKED' }));
    withOrder(order, () => recordTransition({ stage: 'a\nb' }));
    const { logs } = await test.received();
    expect(logs.filter((log) => log.eventName !== '')).toEqual([]);
  });

  it('tell the stage to whoever the order goes to next', () => {
    withOrder({ ...order, stage: 'PRICED' }, () => {
      recordTransition({ stage: 'APPROVED' });
      expect(orderCarrier().baggage).toBe('order_id=48213,tenant_id=retail,stage=APPROVED');
    });
  });
});

describe('withWork', () => {
  it('says at once that work began, in the span that closes it', async () => {
    let finish: (value: number) => void = () => undefined;
    const work = withOrder(order, () =>
      withWork(
        { work: 'calculation', expectedWithinMs: 1000 },
        () => new Promise<number>((done) => (finish = done)),
      ),
    );
    await test.receiver.until(() => test.receiver.logs.length > 0);
    expect(test.receiver.spans).toEqual([]);
    const [started] = test.receiver.logs;
    finish(42);
    expect(await work).toBe(42);
    const { spans } = await test.received();
    const span = spanNamed(spans, 'calculation');
    expect(started).toMatchObject({
      eventName: 'order.work_started',
      spanId: span.spanId,
      attributes: { order_id: '48213', work: 'calculation', expected_within_ms: 1000 },
    });
  });
});
