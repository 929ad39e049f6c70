import {
  placeKey,
  ReceiptLedger,
  receiptObservations,
  type Hop,
  type ReceiptObservation,
} from '@ordertrace/model';
import { describe, expect, it } from 'vitest';
import { DurationCounts } from '../src/coverage/duration-counts.js';
import { minute, second } from './sample-flow.js';
import { end, hop, start } from './sample-hop.js';

const milli = 1_000_000n;
const place = placeKey('message', 'orders.submitted');
const arrived: Partial<Hop> = {
  state: 'delivered',
  proof: 'receiver',
  to: [end('mes-api'), end('other')],
  missing: [],
};

describe('the receipts that hops show', () => {
  it.each<[what: string, rest: Partial<Hop>, outcome: string | undefined, receiver?: string]>([
    ['its receiver', arrived, 'seen', 'mes-api'],
    ['a receiver without context', { ...arrived, proof: 'without_context' }, 'seen', 'mes-api'],
    ['an unknown receiver', { ...arrived, to: [] }, 'seen', ''],
    ['an answer alone', { proof: 'answer' }, 'unseen', 'mes-api'],
    ['an answer with an error', { proof: 'answer', sendFailed: true }, undefined],
    ['a span below', { proof: 'below', missing: [] }, 'unseen', ''],
    ['work', { proof: 'work' }, undefined],
    ['signs of unfinished work', { proof: 'unfinished' }, undefined],
    ['a proven loss', { certainty: 'proven' }, 'lost', 'mes-api'],
    ['a proven doubt', { state: 'unseen', certainty: 'proven' }, undefined],
    ['a likely loss', {}, undefined],
    ['an order that moved on', { movedOn: true }, 'unseen', 'mes-api'],
    ['an order that moved on past a declared receiver', { movedOn: true, declared: true }, undefined],
    ['a loss at no known place', { certainty: 'proven', destination: '' }, undefined],
  ])('from %s', (_, rest, outcome, receiver) => {
    const found = receiptObservations([hop(rest)]);
    const known = { place, sender: { service: 'shop-api' }, sentNanos: start, outcome, receiver };
    expect(found).toEqual(outcome === undefined ? [] : [known]);
  });

  it('name the sending process, and how long the receipt and its handling took', () => {
    const from = end('shop-api', start, { instance: 'pod-1', version: '2' });
    const seen = { seenAfterNanos: 5n, handlingNanos: 3n, sampledShare: 0.5 };
    expect(receiptObservations([hop({ ...arrived, ...seen, from })])).toMatchObject([
      {
        sender: { service: 'shop-api', instance: 'pod-1', version: '2' },
        ...{ afterNanos: 5n, handlingNanos: 3n, sampledShare: 0.5 },
      },
    ]);
    const [unseen] = receiptObservations([hop({ ...seen, proof: 'below' })]);
    expect(unseen).not.toHaveProperty('afterNanos');
    expect(unseen).not.toHaveProperty('sampledShare');
  });
});

describe('durations', () => {
  function counted(millis: readonly number[]): DurationCounts {
    const counts = new DurationCounts();
    for (const one of millis) counts.count(BigInt(one) * milli, 1);
    return counts;
  }

  it('are known from twenty on', () => {
    expect(counted(Array<number>(19).fill(5)).within(0.5)).toBeUndefined();
    expect(counted(Array<number>(20).fill(5)).within(0.5)).toBe(8n * milli);
  });

  it.each([
    [0, 1n],
    [1, 1n],
    [2, 2n],
    [3, 4n],
    [4, 4n],
    [5, 8n],
  ])('of %d ms count up to %d ms', (millis, bound) => {
    expect(counted(Array<number>(20).fill(millis)).within(0.9)).toBe(bound * milli);
  });

  it('are sorted, whatever came first, and are forgotten as they are removed', () => {
    const counts = counted([...Array<number>(2).fill(1000), ...Array<number>(18).fill(1)]);
    expect(counts.within(0.9)).toBe(milli);
    expect(counts.within(0.91)).toBe(1024n * milli);
    for (let i = 0; i < 2; i++) counts.count(1000n * milli, -1);
    for (let i = 0; i < 2; i++) counts.count(milli, 1);
    expect(counts.within(1)).toBe(milli);
  });
});

describe('the ledger of receipts', () => {
  let orders = 0;
  const observed = (rest: Partial<ReceiptObservation> = {}): ReceiptObservation => ({
    ...{ place, sender: { service: 'shop-api' }, receiver: 'mes-api', outcome: 'seen', sentNanos: start },
    ...rest,
  });
  const noted = (ledger: ReceiptLedger, count: number, rest: Partial<ReceiptObservation> = {}) => {
    const changes = Array.from({ length: count }, () => ledger.note(`order ${orders++}`, [observed(rest)]));
    return changes.flat();
  };
  const at = (ledger: ReceiptLedger, sender = { service: 'shop-api' }) => ledger.at(place, sender);

  it('knows the receiver seen most, of equally frequent ones the first by name', () => {
    const ledger = new ReceiptLedger();
    noted(ledger, 2, { receiver: 'b' });
    noted(ledger, 2, { receiver: 'a' });
    expect(at(ledger)?.receiver).toBe('a');
    noted(ledger, 1, { receiver: 'b' });
    expect(at(ledger)?.receiver).toBe('b');
  });

  it('knows no place from receipts that nobody saw', () => {
    const ledger = new ReceiptLedger();
    noted(ledger, 30, { outcome: 'unseen' });
    noted(ledger, 30, { receiver: '' });
    expect(at(ledger)).toBeUndefined();
    noted(ledger, 1);
    expect(at(ledger)).toMatchObject({ receiver: 'mes-api', seen: 31, unseen: 30 });
  });

  it('reports a place when the meaning of a missing receipt changes there', () => {
    const ledger = new ReceiptLedger();
    expect(noted(ledger, 1)).toEqual([place]);
    expect(noted(ledger, 20)).toEqual([]);
    expect(noted(ledger, 40, { outcome: 'unseen' })).toEqual([place]);
    expect(noted(ledger, 30, { receiver: 'b' })).toEqual([place]);
  });

  it('replaces an order’s observations, and forgets them with it', () => {
    const ledger = new ReceiptLedger();
    ledger.note('one', [observed(), observed()]);
    ledger.note('one', [observed()]);
    expect(at(ledger)?.seen).toBe(1);
    expect(ledger.note('one', [])).toEqual([place]);
    expect(at(ledger)).toBeUndefined();
    noted(ledger, 3);
    ledger.clear();
    expect(at(ledger)).toBeUndefined();
  });

  it('keeps five thousand orders, the latest noted', () => {
    const ledger = new ReceiptLedger();
    ledger.note('first', [observed({ receiver: 'a' })]);
    ledger.note('second', [observed({ receiver: 'a' })]);
    noted(ledger, 4998);
    expect(at(ledger)?.seen).toBe(5000);
    ledger.note('first', [observed({ receiver: 'a' })]);
    noted(ledger, 1);
    expect(at(ledger)?.seen).toBe(5000);
    expect(ledger.sampledShare('a')).toBeUndefined();
  });

  it('counts a sender of its own from twenty sendings on, with the usual receiver of the place', () => {
    const ledger = new ReceiptLedger();
    noted(ledger, 50, { sender: { service: 'other' } });
    noted(ledger, 10, { outcome: 'unseen', sender: { service: 'shop-api' } });
    noted(ledger, 9, { sender: { service: 'shop-api' } });
    expect(at(ledger)).toMatchObject({ seen: 59, unseen: 10 });
    noted(ledger, 1, { outcome: 'unseen', sender: { service: 'shop-api' } });
    expect(at(ledger)).toMatchObject({ receiver: 'mes-api', seen: 9, unseen: 11 });
  });

  it('knows how long a receipt usually takes, as 95 of 100 do', () => {
    const ledger = new ReceiptLedger();
    noted(ledger, 95, { afterNanos: second });
    noted(ledger, 5, { afterNanos: minute });
    expect(at(ledger)?.usualNanos).toBe(1024n * milli);
    noted(ledger, 1, { afterNanos: minute });
    expect(at(ledger)?.usualNanos).toBe(65_536n * milli);
    expect(at(ledger)).not.toHaveProperty('handlingNanos');
  });
});
