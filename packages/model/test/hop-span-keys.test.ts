import {
  hopSpanKeys,
  hopSpanOf,
  spanKinds,
  spanStatuses,
  type AttributeValue,
  type Span,
} from '@ordertrace/model';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

const itemKeys = ['order.line'];

function span(attributes: ReadonlyMap<string, AttributeValue>, rest: Partial<Span> = {}): Span {
  return {
    traceId: '1'.padStart(32, '0'),
    spanId: '2'.padStart(16, '0'),
    traceState: '',
    flags: 0,
    name: 'GET /',
    kind: 'internal',
    startNanos: 1n,
    durationNanos: 1n,
    status: 'unset',
    statusMessage: '',
    attributes,
    events: [],
    links: [],
    resource: { attributes: new Map() },
    scope: { name: '', version: '', attributes: new Map() },
    ...rest,
  };
}

/** Remembers the keys that a reader asks for. */
class AskedKeys extends Map<string, AttributeValue> {
  readonly asked = new Set<string>();

  override get(key: string) {
    this.asked.add(key);
    return super.get(key);
  }
}

const keys = [...hopSpanKeys(itemKeys)];
const values = fc.constantFrom<AttributeValue>(
  'send',
  'receive',
  'rabbitmq',
  'POST',
  'http://a/b',
  5n,
  'RETRY',
);
const attributes = fc.array(fc.tuple(fc.constantFrom(...keys), values), { maxLength: 12 });
const kinds = fc.constantFrom(...spanKinds);
const statuses = fc.constantFrom(...spanStatuses);

describe('the attributes that a hop span is made from', () => {
  it('are all that it reads, whatever the span has', () => {
    const everAsked = new Set<string>();
    fc.assert(
      fc.property(attributes, kinds, statuses, (entries, kind, status) => {
        const asked = new AskedKeys(entries);
        hopSpanOf(span(asked, { kind, status }), itemKeys);
        for (const key of asked.asked) everAsked.add(key);
        expect([...asked.asked].filter((key) => !hopSpanKeys(itemKeys).has(key))).toEqual([]);
      }),
      { numRuns: 2000 },
    );
    expect([...everAsked].sort(), 'no key is listed in vain').toEqual([...keys].sort());
  });

  it('are one set for one list of item keys, so that it need not be built for each span', () => {
    expect(hopSpanKeys(itemKeys)).toBe(hopSpanKeys(itemKeys));
    expect(hopSpanKeys().has('order.line')).toBe(false);
  });

  it('make the same kind of object for every span', () => {
    const fields = (one: Span) => Object.keys(hopSpanOf(one));
    const sent = new Map<string, AttributeValue>([['messaging.system', 'rabbitmq']]);
    expect(fields(span(sent, { kind: 'producer' }))).toEqual(fields(span(new Map())));
  });
});
