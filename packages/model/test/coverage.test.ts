import {
  hopsOf,
  placeKey,
  ReceiptLedger,
  receiptObservations,
  type Coverage,
  type HopSpan,
  type PlaceCoverage,
} from '@ordertrace/model';
import { describe, expect, it } from 'vitest';
import { lossProbability, lostFrom } from '../src/hops/coverage.js';
import { sampledShare } from '../src/hops/sampling.js';
import { at, flow, hour, minute, second } from './sample-flow.js';
import { consume, publish, span } from './sample-order.js';

const start = at('2026-11-23T08:00:00Z');
const queue = 'orders.submitted';
const place = placeKey('message', queue);
const day = 24n * hour;

describe('declared sampling', () => {
  it.each([
    ['ot=th:e66666', 0.1],
    ['ot=th:8', 0.5],
    ['ot=th:0', 1],
    ['other=1, ot=rv:abcdef;th:c', 0.25],
    ['ot=th:c;rv:abcdef', 0.25],
  ])('is read from the trace state %s', (traceState, share) => {
    expect(sampledShare(traceState)).toBeCloseTo(share, 6);
  });

  it.each(['', 'ot=rv:1', 'other=th:8', 'ot=th:', 'ot=th:xyz', 'ot=th:123456789012345', 'ot=noth:8'])(
    'is absent in the trace state "%s"',
    (traceState) => {
      expect(sampledShare(traceState)).toBeUndefined();
    },
  );

  const always = { seen: 1000, unseen: 0, lost: 0 };

  it('never makes a missing receipt a loss where the receiver keeps one of ten', () => {
    for (const declared of [true, false])
      for (const coverage of [always, { seen: 0, unseen: 0, lost: 0 }])
        expect(lossProbability({ coverage, declared, sampledShare: 0.1, life: 'none' })).toBeLessThan(
          lostFrom,
        );
  });

  it('changes nothing where the receiver keeps every trace', () => {
    const coverage = { seen: 20, unseen: 0, lost: 0 };
    const declared = lossProbability({ coverage, declared: false, sampledShare: 1, life: 'none' });
    expect(declared).toBe(lossProbability({ coverage, declared: false, life: 'none' }));
    expect(declared).toBeGreaterThan(lostFrom);
  });
});

let orders = 0;

/** Notes a message of an order of its own, received or not. */
function note(
  ledger: ReceiptLedger,
  sender: Partial<HopSpan>,
  receiver?: Partial<HopSpan>,
  sentNanos = start,
) {
  const sent = publish('shop-api', queue, sentNanos, sender);
  const spans =
    receiver === undefined
      ? [sent]
      : [sent, consume([sent, 'link'], 'mes-api', sentNanos + second, receiver)];
  const hops = hopsOf(spans, { flow, nowNanos: sentNanos + minute });
  const movedOn = hops.map((hop) => (receiver === undefined ? { ...hop, movedOn: true } : hop));
  ledger.note(`order-${++orders}`, receiptObservations(movedOn));
}

function times(count: number, act: () => void): void {
  for (let i = 0; i < count; i++) act();
}

describe('coverage', () => {
  it('takes the share that receivers declare, at each place and of each service', () => {
    const ledger = new ReceiptLedger();
    times(3, () => note(ledger, {}, { sampledShare: 0.1 }));
    expect(ledger.at(place, { service: 'shop-api' })).toEqual({
      receiver: 'mes-api',
      seen: 3,
      unseen: 0,
      lost: 0,
      sampledShare: 0.1,
    });
    expect(ledger.sampledShare('mes-api')).toBe(0.1);
    expect(ledger.sampledShare('shop-api')).toBeUndefined();
  });

  it('counts each sampled receipt as the arrivals that it represents', () => {
    const ledger = new ReceiptLedger();
    times(10, () => note(ledger, {}, {}));
    note(ledger, {}, { sampledShare: 0.1 });
    expect(ledger.at(place, { service: 'shop-api' })?.sampledShare).toBe(0.55);
  });

  it('takes a share within the sender’s trace relative to the sender’s', () => {
    const ledger = new ReceiptLedger();
    const sent = publish('shop-api', queue, start, { sampledShare: 0.2 });
    const receiver = consume([sent, 'parent'], 'mes-api', start + second, { sampledShare: 0.1 });
    ledger.note('a', receiptObservations(hopsOf([sent, receiver], { flow, nowNanos: start + minute })));
    expect(ledger.sampledShare('mes-api')).toBe(0.5);
    const all = consume([sent, 'parent'], 'mes-api', start + second, { sampledShare: 1 });
    ledger.note('a', receiptObservations(hopsOf([sent, all], { flow, nowNanos: start + minute })));
    expect(ledger.sampledShare('mes-api')).toBe(1);
  });

  it('knows how long 99 of 100 handlings take, rounded up to a power of two', () => {
    const ledger = new ReceiptLedger();
    const handling = () => ledger.at(place, { service: 'shop-api' })?.handlingNanos;
    times(19, () => note(ledger, {}, { durationNanos: 3n * second }));
    expect(handling()).toBeUndefined();
    note(ledger, {}, { durationNanos: hour });
    const hourClass = 4_194_304_000_000n;
    expect(handling()).toBe(hourClass);
    times(79, () => note(ledger, {}, { durationNanos: 3n * second }));
    expect(handling()).toBe(hourClass);
    note(ledger, {}, { durationNanos: 3n * second });
    expect(handling()).toBe(4_096_000_000n);
  });

  it('forgets a share with the order that showed it', () => {
    const ledger = new ReceiptLedger();
    note(ledger, {}, { sampledShare: 0.1 });
    ledger.note(`order-${orders}`, []);
    expect(ledger.sampledShare('mes-api')).toBeUndefined();
  });

  it('counts recent receipts more: half as much after each 100 later ones', () => {
    const ledger = new ReceiptLedger();
    times(4, () => note(ledger, {}, {}));
    times(100, () => note(ledger, {}, undefined, start + hour));
    times(100, () => note(ledger, {}, undefined, start + 2n * hour));
    expect(ledger.at(place, { service: 'shop-api' })).toMatchObject({ seen: 1, unseen: 150 });
  });

  it('keeps enough receipts at a place with one a day', () => {
    const ledger = new ReceiptLedger();
    for (let one = 0n; one < 40n; one++)
      note(ledger, {}, one % 4n === 3n ? undefined : {}, start + one * day);
    const { seen = 0, unseen = 0 } = ledger.at(place, { service: 'shop-api' }) ?? {};
    expect(unseen / (seen + unseen)).toBeCloseTo(0.25, 1);
    expect(seen + unseen).toBeGreaterThan(30);
  });

  it('does not depend on the sequence in which receipts become known', () => {
    const notes = [0n, 1n, 2n, 3n].map((at) => (ledger: ReceiptLedger) => {
      times(30, () =>
        note(ledger, {}, at % 2n === 0n ? { version: String(at) } : undefined, start + at * hour),
      );
    });
    const coverages = [notes, notes.toReversed()].map((acts) => {
      const ledger = new ReceiptLedger();
      for (const act of acts) act(ledger);
      return ledger.at(place, { service: 'shop-api' });
    });
    expect(coverages[0]).toEqual(coverages[1]);
  });

  describe('after a change of the receiver', () => {
    const later = start + day;
    const changed = (after: number, receiver: Partial<HopSpan>): PlaceCoverage | undefined => {
      const ledger = new ReceiptLedger();
      times(30, () => note(ledger, {}, { version: '1.0' }));
      times(30, () => note(ledger, {}));
      times(after, () => note(ledger, {}, receiver, later));
      return ledger.at(place, { service: 'shop-api' });
    };

    it('is that of its new version, once 20 receipts are known', () => {
      expect(changed(20, { version: '2.0' })).toMatchObject({ seen: 20, unseen: 0 });
      const { unseen = 0 } = changed(19, { version: '2.0' }) ?? {};
      expect(unseen).toBeGreaterThan(20);
    });

    it('is unchanged where the version is the same', () => {
      const { unseen = 0 } = changed(20, { version: '1.0' }) ?? {};
      expect(unseen).toBeGreaterThan(20);
    });

    it('names a receiver with a new name', () => {
      expect(changed(20, { service: 'mes-v2' })).toMatchObject({ receiver: 'mes-v2', seen: 20 });
      expect(changed(19, { service: 'mes-v2' })).toMatchObject({ receiver: 'mes-api' });
    });

    it('is that of an earlier change where the latest is too new', () => {
      const ledger = new ReceiptLedger();
      times(30, () => note(ledger, {}));
      times(30, () => note(ledger, {}, { version: '2.0' }, later));
      times(3, () => note(ledger, {}, { version: '3.0' }, later + hour));
      expect(ledger.at(place, { service: 'shop-api' })).toMatchObject({ unseen: 0 });
    });
  });

  describe('of the receiver’s instances', () => {
    /** A receipt that only a span below the missing one proves. */
    const below = (ledger: ReceiptLedger, instance: string) => {
      const sent = publish('shop-api', queue, start);
      const { traceId } = sent;
      const statement = span('INSERT', start + second, {
        ...{ kind: 'client', service: 'mes-api', traceId, parentSpanId: sent.spanId, instance },
      });
      const hops = hopsOf([sent, statement], { flow, nowNanos: start + hour });
      ledger.note(`below-${++orders}`, receiptObservations(hops));
    };

    it('counts those that are never seen to receive, from three receipts on', () => {
      const ledger = new ReceiptLedger();
      for (const instance of ['a', 'b', 'c']) note(ledger, {}, { instance });
      times(2, () => below(ledger, 'd'));
      expect(ledger.at(place, { service: 'shop-api' })).not.toHaveProperty('instances');
      below(ledger, 'd');
      expect(ledger.at(place, { service: 'shop-api' })).toMatchObject({
        ...{ seen: 3, unseen: 3 },
        instances: { known: 4, neverSeen: 1 },
      });
      note(ledger, {}, { instance: 'd' });
      expect(ledger.at(place, { service: 'shop-api' })).not.toHaveProperty('instances');
    });
  });

  const oldVersion = { version: '1.0', instance: 'a' };
  const newVersion = { version: '2.0', instance: 'b' };
  const sender = (of: Partial<HopSpan>) => ({ service: 'shop-api', ...of });

  function twoVersions(count: number): ReceiptLedger {
    const ledger = new ReceiptLedger();
    times(60, () => note(ledger, oldVersion, {}));
    times(count, () => note(ledger, newVersion));
    return ledger;
  }

  it('is that of the sender’s instance or version, where enough is known of it', () => {
    const ledger = twoVersions(20);
    const never = { receiver: 'mes-api', seen: 0, unseen: 20 };
    expect(ledger.at(place, sender(newVersion))).toMatchObject(never);
    expect(ledger.at(place, sender({ version: '2.0', instance: 'c' }))).toMatchObject({ unseen: 20 });
    expect(ledger.at(place, sender({ instance: 'b' }))).toMatchObject({ unseen: 20 });
    expect(ledger.at(place, sender(oldVersion))).toMatchObject({ seen: 60, unseen: 0 });
    expect(ledger.at(place, sender({}))).toMatchObject({ seen: 60, unseen: 20 });
  });

  it('is that of the whole service, where too little is known of the instance and the version', () => {
    const ledger = twoVersions(18);
    note(ledger, newVersion, {});
    expect(ledger.at(place, sender(newVersion))).toMatchObject({ seen: 61, unseen: 18 });
  });
});

describe('a missing receipt', () => {
  const nowNanos = start + hour;
  const sent = publish('shop-api', queue, start, { version: '2.0', instance: 'b' });
  const known: PlaceCoverage = { receiver: 'mes-api', seen: 100, unseen: 0, lost: 0 };
  const state = (coverage: Coverage, of = flow) => hopsOf([sent], { flow: of, nowNanos, coverage })[0]?.state;
  const declared = { ...flow, messages: { ...flow.messages, receivers: { [queue]: ['mes-api'] } } };

  it('is judged by the coverage of the process that sent it', () => {
    const of: Coverage = {
      at: (_, { version, instance }) => (version === '2.0' && instance === 'b' ? known : undefined),
    };
    expect(state(of)).toBe('broken');
  });

  it('is unseen where its place, or its receiver at any place, declares to sample', () => {
    expect(state({ at: () => known })).toBe('broken');
    expect(state({ at: () => ({ ...known, sampledShare: 0.1 }) })).toBe('unseen');
    const elsewhere = {
      at: () => undefined,
      sampledShare: (service: string) => (service === 'mes-api' ? 0.1 : 1),
    };
    expect(state({ at: () => undefined }, declared)).toBe('broken');
    expect(state(elsewhere, declared)).toBe('unseen');
  });
});
