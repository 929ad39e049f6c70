import type { Hop } from '@ordertrace/model';
import { batchOf, spanSample } from '@ordertrace/store/contract';
import { describe, expect, it } from 'vitest';
import { ServiceSigns } from '../src/fold/service-signs.js';

const minute = 60_000_000_000n;
const start = 1_790_000_000_000_000_000n;
const at = (minutes: number) => start + BigInt(minutes) * minute;

/** A message from `shop`, by the clocks of sender and receiver. */
function hopTo(
  service: string,
  { sent, received }: { readonly sent: bigint; readonly received: bigint },
): Hop {
  const end = { traceId: '1', spanId: '1', name: 'one', statusCode: '' };
  return {
    kind: 'message',
    destination: 'orders',
    state: 'delivered',
    from: { ...end, service: 'shop', timeNanos: sent },
    to: [{ ...end, service, timeNanos: received }],
    resent: [],
    missing: [],
    orders: [],
    dueNanos: sent,
  };
}

/** `shop` sends every minute from 0 to `until`; `mes` in the minutes that `sends` says. */
function signsOf(until: number, sends: (minuteOfTime: number) => boolean): ServiceSigns {
  const signs = new ServiceSigns();
  for (let i = 0; i <= until; i++) {
    signs.saw('shop', at(i), at(i));
    if (sends(i)) signs.saw('mes', at(i), at(i));
  }
  return signs;
}

describe('the silence of a service', () => {
  it('begins with its last sign of life, while others go on', () => {
    expect(signsOf(40, (i) => i <= 20).silent()).toEqual(new Map([['mes', at(20)]]));
  });

  it('is over with the next sign', () => {
    const signs = signsOf(40, (i) => i <= 20);
    signs.saw('mes', at(40), at(40));
    expect(signs.silent().size).toBe(0);
  });

  it('is none where the service usually pauses so long', () => {
    expect(signsOf(300, (i) => i % 15 === 0).silent().size).toBe(0);
    expect(signsOf(330, (i) => i % 15 === 0 && i < 250).silent().size).toBe(1);
  });

  it('is told after more than three busy minutes, or thirds of the time that is set', () => {
    expect(signsOf(23, (i) => i <= 20).silent().size).toBe(0);
    expect(signsOf(24, (i) => i <= 20).silent().size).toBe(1);
    const quick = new ServiceSigns({ silentAfterMs: 6000 });
    const second = minute / 60n;
    for (let i = 0n; i <= 50n; i++) {
      const now = start + i * second;
      quick.saw('shop', now, now);
      if (i <= 40n) quick.saw('mes', now, now);
    }
    expect(quick.silent().size).toBe(1);
  });

  it('is none at night, when nobody sends', () => {
    const signs = signsOf(30, () => true);
    signs.saw('shop', at(30 + 12 * 60), at(30 + 12 * 60));
    expect(signs.silent().size).toBe(0);
  });

  it('is none of a service hardly known, and old telemetry is no sign of life', () => {
    expect(signsOf(100, (i) => i < 5).silent().size).toBe(0);
    const signs = signsOf(40, (i) => i <= 20);
    signs.saw('mes', at(40 - 24 * 60), at(40));
    expect(signs.silent().has('mes')).toBe(true);
  });
});

it('services that are not kept are forgotten, with how far their telemetry has come', () => {
  const signs = new ServiceSigns();
  signs.saw('erased', 1n, 1n);
  signs.saw('kept', 1n, 1n);
  const hops = ['erased', 'kept'].map((service) => hopTo(service, { sent: at(1), received: at(0) }));
  signs.clocks.note(hops);
  signs.keepOnly(['kept', 'never heard']);
  expect([signs.clocks.of('erased'), signs.clocks.of('kept')]).toEqual([0n, minute]);
  expect([...signs.reception(0n).hearing.keys()]).toEqual(['kept']);
  expect([...signs.lastSeen().keys()].filter((service) => service !== 'kept')).toEqual([]);
});

describe('how far the telemetry of a service has come', () => {
  const late = (signs: ServiceSigns) => signs.reception(0n).hearing.get('mes')?.latenessNanos;

  it('is counted by the end of spans, so that long work is not late telemetry', () => {
    const signs = new ServiceSigns();
    const work = spanSample({ service: 'mes', start: at(1), duration: 4n * minute });
    signs.sawBatch(batchOf({ spans: [work] }), at(5));
    expect(late(signs)).toBe(0n);
  });

  it('is known also of a backlog that comes in one batch with newer telemetry', () => {
    const signs = new ServiceSigns();
    const spans = [at(5), at(1), at(30), at(2)].map((time) =>
      spanSample({ service: 'mes', start: time, duration: 0n }),
    );
    signs.sawBatch(batchOf({ spans }), at(30));
    expect(signs.reception(at(30)).hearing.get('mes')).toEqual({
      upToNanos: at(30),
      latenessNanos: 0n,
      backlog: { upToNanos: at(5), atNanos: at(30), sinceNanos: at(30) },
    });
  });

  it('is counted by the clock that its hops have shown', () => {
    const signs = new ServiceSigns();
    signs.saw('mes', at(8), at(10));
    expect(late(signs)).toBe(2n * minute);
    signs.clocks.note([hopTo('mes', { sent: at(10), received: at(8) })]);
    signs.saw('mes', at(9), at(11));
    expect(late(signs)).toBe(0n);
  });

  it('is never in the future, nor is its last sign of life', () => {
    const signs = new ServiceSigns();
    signs.saw('mes', at(12), at(10));
    expect(signs.lastSeen().get('mes')).toBe(at(10));
    expect(signs.reception(0n).hearing.get('mes')?.upToNanos).toBe(at(10));
  });

  it('follows the latest hop that the service received', () => {
    const signs = new ServiceSigns();
    signs.clocks.note([hopTo('mes', { sent: at(20), received: at(20) })]);
    signs.clocks.note([hopTo('mes', { sent: at(10), received: at(8) })]);
    expect(signs.clocks.of('mes')).toBe(0n);
    signs.clocks.note([hopTo('mes', { sent: at(30), received: at(28) })]);
    expect(signs.clocks.of('mes')).toBe(2n * minute);
  });
});

describe('all telemetry', () => {
  const second = minute / 60n;
  const signsEvery = (seconds: bigint, count: bigint) => {
    const signs = new ServiceSigns();
    for (let i = 0n; i < count; i++)
      signs.saw('shop', start + i * seconds * second, start + i * seconds * second);
    return { signs, last: start + (count - 1n) * seconds * second };
  };
  const blindFrom = ({ signs, last }: ReturnType<typeof signsEvery>, after: bigint) =>
    signs.reception(last + after * second).blindFromNanos;

  it('stays away after three minutes without any', () => {
    const regular = signsEvery(10n, 40n);
    expect(blindFrom(regular, 180n)).toBeUndefined();
    expect(blindFrom(regular, 181n)).toBe(regular.last + 180n * second);
  });

  it('stays away after three times its usual pause, where that is longer', () => {
    const rare = signsEvery(120n, 40n);
    expect(blindFrom(rare, 360n)).toBeUndefined();
    expect(blindFrom(rare, 361n)).toBe(rare.last + 360n * second);
  });

  it('has no usual pause before thirty arrivals, of which those within a second are one', () => {
    expect(blindFrom(signsEvery(10n, 29n), 10_000n)).toBeUndefined();
    expect(blindFrom(signsEvery(10n, 30n), 10_000n)).toBeDefined();
    expect(blindFrom(signsEvery(0n, 1000n), 10_000n)).toBeUndefined();
  });
});
