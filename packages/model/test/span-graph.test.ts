import type { HopSpan, OrderRef } from '@ordertrace/model';
import { describe, expect, it } from 'vitest';
import { concerns, ownersOf } from '../src/hops/ownership.js';
import { spanGraph } from '../src/hops/span-graph.js';
import { ref } from './sample-flow.js';
import { span } from './sample-order.js';

const traceId = 'a'.repeat(32);

function named(spanId: string, rest: Partial<HopSpan> = {}): HopSpan {
  return span(spanId, 0n, { traceId, spanId, orders: [], ...rest });
}

describe('the graph of spans', () => {
  it('holds a span once: of duplicates the longer, then the one that names more orders', () => {
    const short = named('1', { durationNanos: 1n, orders: [ref] });
    const long = named('1', { durationNanos: 2n });
    const naming = named('1', { durationNanos: 2n, orders: [ref] });
    for (const [all, kept] of [
      [[short, long], long],
      [[long, short], long],
      [[long, naming], naming],
      [[naming, long], naming],
    ] as const)
      expect(spanGraph(all).spans).toEqual([kept]);
  });

  it('holds client and server with one id apart, the client as the parent', () => {
    const outer = named('0');
    const client = named('1', { kind: 'client', carrier: 'request', parentSpanId: '0' });
    const server = named('1', { kind: 'server', service: 'mes-api', parentSpanId: '0' });
    const inServer = named('2', { service: 'mes-api', parentSpanId: '1' });
    const inClient = named('3', { parentSpanId: '1' });
    const graph = spanGraph([inServer, inClient, server, client, outer]);
    expect(graph.parentOf(server)).toBe(client);
    expect(graph.parentOf(client)).toBe(outer);
    expect(graph.parentOf(inServer)).toBe(server);
    expect(graph.parentOf(inClient)).toBe(client);
    expect(graph.childrenOf(client)).toEqual([inClient, server]);
    expect(graph.at({ traceId, spanId: '1' })).toEqual([server, client]);
    expect(graph.at({ traceId, spanId: '9' })).toEqual([]);
    expect([...graph.ancestorsOf(inServer)]).toEqual([server, client, outer]);
    expect(graph.isBelow(inServer, outer)).toBe(true);
    expect(graph.isBelow(outer, inServer)).toBe(false);
  });

  it('has no parent for a span without one, or whose parent was not seen', () => {
    const graph = spanGraph([named('1'), named('2', { parentSpanId: '9' })]);
    expect(graph.spans.map((one) => graph.parentOf(one))).toEqual([undefined, undefined]);
    expect(graph.childrenOf(graph.spans[0]!)).toEqual([]);
  });

  it('ends at a span that is its own ancestor', () => {
    const ring = ['1', '2'].map((id, i) => named(id, { parentSpanId: i === 0 ? '2' : '1' }));
    expect([...spanGraph(ring).ancestorsOf(ring[0]!)]).toEqual([ring[1]]);
    const own = named('3', { parentSpanId: '3' });
    expect([...spanGraph([own]).ancestorsOf(own)]).toEqual([]);
  });
});

describe('the order of a span', () => {
  const one: OrderRef = { tenantId: 'acme', orderId: '1' };
  const two: OrderRef = { tenantId: 'acme', orderId: '2' };
  const other = { traceId: 'b'.repeat(32) };
  const linkTo = (spanId: string) => ({ links: [{ ...other, spanId }] });

  function ownersIn(spans: readonly HopSpan[], spanId: string): unknown {
    const { orders, by } = ownersOf(spanGraph(spans))(spans.find((one) => one.spanId === spanId)!);
    return [by, ...orders.map(({ orderId }) => orderId)];
  }

  it.each<[what: string, spans: readonly HopSpan[], owners: readonly string[]]>([
    [
      'it names itself',
      [named('0', { orders: [two] }), named('x', { orders: [one], parentSpanId: '0' })],
      ['name', '1'],
    ],
    [
      'the nearest span above names',
      [
        named('0', { orders: [two] }),
        named('1', { orders: [one], parentSpanId: '0' }),
        named('2', { parentSpanId: '1' }),
        named('x', { parentSpanId: '2' }),
      ],
      ['name', '1'],
    ],
    [
      'a span above names, before that of its link',
      [
        named('0', { orders: [one] }),
        named('x', { parentSpanId: '0', ...linkTo('7') }),
        named('7', { ...other, orders: [two] }),
      ],
      ['name', '1'],
    ],
    [
      'its link names',
      [named('x', linkTo('7')), named('7', { ...other, orders: [two] }), named('5', { orders: [one] })],
      ['link', '2'],
    ],
    [
      'a span above its link names',
      [
        named('x', linkTo('8')),
        named('8', { ...other, parentSpanId: '7' }),
        named('7', { ...other, orders: [two] }),
      ],
      ['link', '2'],
    ],
    [
      'the link of a span above names',
      [named('0', linkTo('7')), named('x', { parentSpanId: '0' }), named('7', { ...other, orders: [two] })],
      ['link', '2'],
    ],
    [
      'its own link names, before that of a span above',
      [
        named('0', linkTo('7')),
        named('x', { parentSpanId: '0', ...linkTo('6') }),
        named('7', { ...other, orders: [two] }),
        named('6', { ...other, orders: [one] }),
      ],
      ['link', '1'],
    ],
    [
      'its trace alone names',
      [named('x'), named('5', { orders: [one] }), named('6', { orders: [one] })],
      ['trace', '1'],
    ],
    [
      'none, where its trace names several',
      [named('x'), named('5', { orders: [one] }), named('6', { orders: [two] })],
      ['nothing'],
    ],
    ['none, where nothing names any', [named('x'), named('7', { ...other, orders: [two] })], ['nothing']],
  ])('is the one that %s', (_, spans, owners) => {
    expect(ownersIn(spans, 'x')).toEqual(owners);
  });

  it('has the tenant that its trace gives, whatever comes first', () => {
    const bare = named('5', { orders: [{ tenantId: '', orderId: '1' }] });
    const full = named('6', { orders: [one] });
    for (const spans of [
      [named('x'), bare, full],
      [named('x'), full, bare],
    ])
      expect(ownersOf(spanGraph(spans))(spans[0]!).orders).toEqual([one]);
  });

  it('decides whether the span concerns an order; a trace that names none was read for it', () => {
    expect(concerns({ orders: [one, two], by: 'name' }, two, true)).toBe(true);
    expect(concerns({ orders: [one], by: 'name' }, two, false)).toBe(false);
    expect(concerns({ orders: [], by: 'nothing' }, two, true)).toBe(false);
    expect(concerns({ orders: [], by: 'nothing' }, two, false)).toBe(true);
  });
});
