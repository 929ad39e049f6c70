import {
  adjustments,
  criticalPath,
  flattenTree,
  traceSummaries,
  traceTree,
  type TraceNode,
  type TraceSpan,
} from '@ordertrace/model';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

function node(spanId: string, parentSpanId: string | undefined, rest: Partial<TraceSpan> = {}): TraceSpan {
  return {
    traceId: 't',
    spanId,
    ...(parentSpanId === undefined ? {} : { parentSpanId }),
    service: 'shop-api',
    name: spanId,
    kind: 'internal',
    status: 'unset',
    startNanos: 0n,
    durationNanos: 10n,
    ...rest,
  };
}

/** A tree as text: `a(b(c) d)`. */
function shape(nodes: readonly TraceNode[]): string {
  return nodes
    .map(({ span, children }) => span.spanId + (children.length > 0 ? `(${shape(children)})` : ''))
    .join(' ');
}

const anySpans = fc.array(
  fc
    .record({
      id: fc.integer({ min: 0, max: 12 }),
      parent: fc.option(fc.integer({ min: 0, max: 14 }), { nil: undefined }),
      service: fc.constantFrom('a', 'b'),
      kind: fc.constantFrom('client', 'server', 'internal', 'producer', 'consumer'),
      start: fc.bigInt({ min: 0n, max: 100n }),
      length: fc.bigInt({ min: 0n, max: 100n }),
    })
    .map(({ id, parent, start, length, ...rest }) =>
      node(`s${id}`, parent === undefined ? undefined : `s${parent}`, {
        ...rest,
        startNanos: start,
        durationNanos: length,
      }),
    ),
  { maxLength: 20 },
);

describe('a trace tree', () => {
  it('puts children under parents by start, orphans after roots', () => {
    const spans = [
      node('c', 'b'),
      node('lost', 'nowhere'),
      node('d', 'a', { startNanos: 5n }),
      node('b', 'a', { startNanos: 1n }),
      node('a', undefined),
    ];
    const roots = traceTree(spans);
    expect(shape(roots)).toBe('a(b(c) d) lost');
    expect(roots.map((root) => root.orphan)).toEqual([false, true]);
    expect(flattenTree(roots).map(({ span, depth }) => `${span.spanId}${depth}`)).toEqual([
      'a0',
      'b1',
      'c2',
      'd1',
      'lost0',
    ]);
  });

  it('holds every span id once, whatever the parents say', () => {
    fc.assert(
      fc.property(anySpans, (spans) => {
        const flat = flattenTree(traceTree(spans)).map(({ span }) => span.spanId);
        expect([...flat].sort()).toEqual([...new Set(spans.map((span) => span.spanId))].sort());
      }),
    );
  });

  it('cuts a ring of parents', () => {
    expect(shape(traceTree([node('a', 'b'), node('b', 'c'), node('c', 'a'), node('d', 'b')]))).toMatch(
      /^a\(|^b\(|^c\(/,
    );
    expect(shape(traceTree([node('a', 'a')]))).toBe('a');
  });

  it('sets the clock of a called service to its caller, with all below it', () => {
    const roots = traceTree([
      node('call', undefined, { kind: 'client', startNanos: 1000n, durationNanos: 100n }),
      node('handling', 'call', { kind: 'server', service: 'mes-api', startNanos: 5000n, durationNanos: 60n }),
      node('query', 'handling', { service: 'mes-api', startNanos: 5010n, durationNanos: 5n }),
    ]);
    const starts = flattenTree(roots).map(({ startNanos, movedNanos }) => [startNanos, movedNanos]);
    expect(starts).toEqual([
      [1000n, 0n],
      [1020n, -3980n],
      [1030n, -3980n],
    ]);
  });

  it('leaves a message alone that is consumed long after it was sent', () => {
    const sent = node('sent', undefined, { kind: 'producer' });
    const late = node('taken', 'sent', { kind: 'consumer', service: 'mes-api', startNanos: 9000n });
    const early = { ...late, startNanos: -50n };
    expect(traceTree([sent, late])[0]?.children[0]?.movedNanos).toBe(0n);
    expect(traceTree([sent, early])[0]?.children[0]?.startNanos).toBe(0n);
  });

  it('names its corrections in order', () => {
    expect(adjustments.map(({ name }) => name)).toEqual(['set clocks', 'sort by start', 'count depth']);
  });

  it('takes a trace as deep as it is long', () => {
    const deep = Array.from({ length: 20_000 }, (_, i) => node(`n${i}`, i === 0 ? undefined : `n${i - 1}`));
    const roots = traceTree(deep);
    expect(flattenTree(roots)).toHaveLength(20_000);
    expect(criticalPath(roots[0]!)).toHaveLength(1);
  });
});

describe('the critical path', () => {
  const path = (spans: readonly TraceSpan[]): unknown =>
    criticalPath(traceTree(spans)[0]!).map(({ span, fromNanos, toNanos }) => [
      span.spanId,
      fromNanos,
      toNanos,
    ]);

  it('follows what the end waited for', () => {
    const spans = [
      node('root', undefined, { durationNanos: 100n }),
      node('first', 'root', { startNanos: 10n, durationNanos: 30n }),
      node('beside', 'root', { startNanos: 15n, durationNanos: 10n }),
      node('last', 'root', { startNanos: 50n, durationNanos: 40n }),
      node('inner', 'last', { startNanos: 60n, durationNanos: 20n }),
    ];
    expect(path(spans)).toEqual([
      ['root', 0n, 10n],
      ['first', 10n, 40n],
      ['root', 40n, 50n],
      ['last', 50n, 60n],
      ['inner', 60n, 80n],
      ['last', 80n, 90n],
      ['root', 90n, 100n],
    ]);
  });

  it('goes on with work that outlives its parent', () => {
    const spans = [
      node('request', undefined, { durationNanos: 20n }),
      node('publish', 'request', { startNanos: 10n, durationNanos: 5n, kind: 'producer' }),
      node('consume', 'publish', { startNanos: 100n, durationNanos: 50n, kind: 'consumer', service: 'b' }),
    ];
    expect(path(spans)).toEqual([
      ['request', 0n, 10n],
      ['publish', 10n, 15n],
      ['consume', 100n, 150n],
    ]);
  });

  it('leaves out messages that the end did not wait for', () => {
    const spans = [
      node('request', undefined, { durationNanos: 100n }),
      node('publish', 'request', { startNanos: 10n, durationNanos: 20n, kind: 'producer' }),
      node('early', 'publish', { startNanos: 12n, durationNanos: 5n, kind: 'consumer' }),
      node('late', 'publish', { startNanos: 40n, durationNanos: 20n, kind: 'consumer', service: 'b' }),
      node('inner', 'late', { startNanos: 45n, durationNanos: 10n, service: 'b' }),
      node('sent', 'request', { startNanos: 70n, durationNanos: 5n, kind: 'client' }),
      node('taken', 'sent', { startNanos: 71n, durationNanos: 3n, kind: 'consumer', service: 'c' }),
    ];
    expect(path(spans)).toEqual([
      ['request', 0n, 10n],
      ['publish', 10n, 30n],
      ['request', 30n, 70n],
      ['sent', 70n, 75n],
      ['request', 75n, 100n],
    ]);
  });

  it('follows each message on the way to the end, and no other', () => {
    const spans = [
      node('request', undefined, { durationNanos: 50n }),
      node('publish', 'request', { startNanos: 10n, durationNanos: 5n, kind: 'producer' }),
      node('handle', 'publish', { startNanos: 12n, durationNanos: 60n, kind: 'consumer', service: 'b' }),
      node('other', 'publish', { startNanos: 12n, durationNanos: 90n, kind: 'consumer', service: 'c' }),
      node('forward', 'handle', { startNanos: 70n, durationNanos: 2n, kind: 'producer', service: 'b' }),
      node('finish', 'forward', { startNanos: 80n, durationNanos: 40n, kind: 'consumer', service: 'd' }),
    ];
    expect(path(spans)).toEqual([
      ['request', 0n, 10n],
      ['publish', 10n, 12n],
      ['handle', 12n, 70n],
      ['forward', 70n, 72n],
      ['finish', 80n, 120n],
    ]);
  });

  it('waits for a consumer inside of its own service, such as the handling after a receipt', () => {
    const spans = [
      node('receive', undefined, { durationNanos: 50n, kind: 'consumer' }),
      node('process', 'receive', { startNanos: 10n, durationNanos: 20n, kind: 'consumer' }),
    ];
    expect(path(spans)).toEqual([
      ['receive', 0n, 10n],
      ['process', 10n, 30n],
      ['receive', 30n, 50n],
    ]);
  });

  it('leaves out what a span did before its parent began', () => {
    const spans = [
      node('root', undefined, { durationNanos: 100n }),
      node('first', 'root', { startNanos: 10n, durationNanos: 30n }),
      node('second', 'root', { startNanos: 50n, durationNanos: 40n }),
      node('early', 'second', { startNanos: 20n, durationNanos: 60n }),
    ];
    const segments = path(spans);
    expect(segments).toContainEqual(['first', 10n, 40n]);
    expect(segments).toContainEqual(['early', 50n, 80n]);
  });

  it('never overlaps itself and lies inside the trace', () => {
    fc.assert(
      fc.property(anySpans, (spans) => {
        for (const root of traceTree(spans)) {
          const segments = criticalPath(root);
          for (const [i, segment] of segments.entries()) {
            expect(segment.fromNanos < segment.toNanos).toBe(true);
            const before = segments[i - 1];
            if (before) expect(segment.fromNanos >= before.toNanos).toBe(true);
          }
        }
      }),
    );
  });
});

describe('trace summaries', () => {
  it('tell name, services, length and errors of each trace, by start', () => {
    const spans = [
      node('late', undefined, { traceId: 'u', startNanos: 500n }),
      node('child', 'root', { service: 'mes-api', startNanos: 5n, durationNanos: 95n, status: 'error' }),
      node('root', undefined),
    ];
    const [first, second] = traceSummaries(spans);
    expect(first).toMatchObject({
      traceId: 't',
      startNanos: 0n,
      durationNanos: 100n,
      root: { name: 'root' },
      services: ['mes-api', 'shop-api'],
      errorCount: 1,
    });
    expect(second?.traceId).toBe('u');
  });

  it('take the earliest span for the root where that is missing', () => {
    const spans = [node('b', 'gone', { startNanos: 9n }), node('a', 'gone', { startNanos: 3n })];
    expect(traceSummaries(spans)[0]?.root.spanId).toBe('a');
  });
});
