import { describe, expect, it } from 'vitest';
import { ServiceSigns } from '../src/fold/service-signs.js';

const minute = 60_000_000_000n;
const start = 1_790_000_000_000_000_000n;
const at = (minutes: number) => start + BigInt(minutes) * minute;

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
  signs.keepOnly(['kept', 'never heard']);
  expect([...signs.hearing().keys()]).toEqual(['kept']);
  expect([...signs.lastSeen().keys()].filter((service) => service !== 'kept')).toEqual([]);
});
