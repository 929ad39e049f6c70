import fc from 'fast-check';
import { expect, it } from 'vitest';
import { HashWindow } from '../src/recent/hash-window.js';

const word = fc.oneof(
  fc.nat({ max: 7 }),
  fc.constantFrom(0, 0x8000_0000, 0xffff_ffff),
  fc.nat({ max: 0xffff_ffff }),
);
const step = fc.record({ low: word, high: word, isAdded: fc.boolean() });

it('knows what was noted and not removed since, whatever stands beside it', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 400 }), (steps) => {
      const window = new HashWindow(1 << 20);
      const known = new Set<string>();
      for (const { low, high, isAdded } of steps) {
        // The hash 0 is stored as 1.
        const key = low === 0 && high === 0 ? '1 0' : `${low} ${high}`;
        if (isAdded) expect(window.add(low, high)).toBe(!known.has(key));
        else window.remove(low, high);
        if (isAdded) known.add(key);
        else known.delete(key);
      }
    }),
  );
});

it('removes out of many that stand close together', () => {
  const window = new HashWindow(1 << 20);
  const lows = Array.from({ length: 3000 }, (_, i) => i * 8192 + 1);
  for (const low of lows) window.add(low, 5);
  for (const low of lows.filter((_, i) => i % 3 === 0)) window.remove(low, 5);
  expect(lows.map((low) => window.add(low, 5))).toEqual(lows.map((_, i) => i % 3 === 0));
});
