import { createGate, defaultPolicy } from '@ordertrace/privacy';
import { harmlessKinds, secretKinds, seeded, stays, surroundings } from '@ordertrace/privacy/samples';
import { describe, expect, it } from 'vitest';

const gate = createGate(defaultPolicy);
const scrub = (text: string) => gate.scrubText('log.body', text);
/** A mutation run, which runs the tests hundreds of times, asks for less. */
const samples = Math.ceil(60 * Number(process.env['TEST_EFFORT'] ?? 1));
const random = seeded(7);

/** The share of samples that pass the check, over all surrounding texts. */
function share(
  around: readonly ((text: string) => string)[],
  holds: (around: (text: string) => string) => boolean,
) {
  const all = around.flatMap((one) => Array.from({ length: samples }, () => holds(one)));
  return all.filter(Boolean).length / all.length;
}

describe('of a hundred, alone and in texts around them, at least 98 are found', () => {
  it.each(secretKinds(random))('$detector: $name', ({ make }) => {
    const found = share(Object.values(surroundings), (around) => {
      const { text, secret } = make();
      return !stays(scrub(around(text)), secret);
    });
    expect(found).toBeGreaterThanOrEqual(0.98);
  });
});

describe('of a hundred, alone and in texts around them, at most one is taken for something else', () => {
  // Somebody typed the values of a query, so they are always removed.
  const around = Object.entries(surroundings).flatMap(([where, one]) => (where === 'in a query' ? [] : one));
  it.each(harmlessKinds(random).filter(({ bound }) => bound))('$name', ({ make }) => {
    const changed = share(around, (one) => {
      const text = one(make());
      return scrub(text) !== text;
    });
    expect(changed).toBeLessThanOrEqual(0.01);
  });
});
