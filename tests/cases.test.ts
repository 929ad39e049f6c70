import { describe, expect, it } from 'vitest';
import { cases } from './cases/index.js';
import { playCases, type Outcome } from './cases/play-cases.js';

function complaints(outcomes: readonly Outcome[]): string[] {
  return outcomes
    .filter(({ wrong }) => wrong.length > 0)
    .map(
      ({ case: of, order, at, wrong }) =>
        `${of.name}: ${order} after ${at} s: ${wrong.join('; ')}\n    ${of.what}\n    ${of.rule}`,
    );
}

/** A run takes seconds where the machine is free, and minutes where it is not. */
const longestMs = 900_000;

describe('the corpus of situations', { timeout: longestMs }, () => {
  it('is judged right in the order of its files', async () => {
    expect(complaints(await playCases(cases))).toEqual([]);
  });

  it.each([1, 2, 3])('is judged right when shuffled with seed %i', async (shuffle) => {
    const outcomes = await playCases(cases, { shuffle });
    expect(complaints(outcomes)).toEqual([]);
  });

  it('has names that are used once, and a twin for each harmless case', () => {
    const names = cases.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    const harmless = cases.filter(({ kind }) => kind === 'harmless').map(({ name }) => name);
    expect(harmless.filter((name) => !names.includes(`${name}-fault`))).toEqual([]);
  });
});
