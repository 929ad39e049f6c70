import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { cases } from './cases/index.js';
import { playCases, type Outcome } from './cases/play-cases.js';

/** Cases that the model does not judge right yet; a case leaves the list with the change that makes it right. */
const notYet = new Set(
  JSON.parse(readFileSync(new URL('cases/not-yet.json', import.meta.url), 'utf8')) as string[],
);

function complaints(outcomes: readonly Outcome[]): string[] {
  const wrong = new Map<string, string[]>();
  for (const { case: of, order, at, wrong: differences } of outcomes)
    if (differences.length > 0)
      wrong.set(of.name, [
        ...(wrong.get(of.name) ?? []),
        `${order} after ${at} s: ${differences.join('; ')}\n    ${of.what}\n    ${of.rule}`,
      ]);
  return [
    ...[...wrong].filter(([name]) => !notYet.has(name)).flatMap(([name, texts]) => [name, ...texts]),
    ...[...notYet]
      .filter((name) => !wrong.has(name))
      .map((name) => `${name} is right now: take it off the list`),
  ];
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
