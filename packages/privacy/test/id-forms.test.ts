import { describe, expect, it, vi } from 'vitest';
import { isCard } from '../src/checksums.js';
import type { Finding } from '../src/detectors.js';
import { IdForms } from '../src/id-forms.js';
import { IdJudge } from '../src/id-judge.js';
import { withLuhn } from '../src/samples/with-checksum.js';

/** Numbers of sixteen digits that begin differently: cards, or the same with a wrong check digit. */
const cards = Array.from({ length: 80 }, (_, i) =>
  withLuhn(`4${String(i * 1009 + 1000).padStart(5, '0')}000000000`),
);
const others = cards.map((card) => card.slice(0, -1) + String((Number(card.at(-1)) + 1) % 10));
const formsOf = (...ids: readonly string[]) => {
  const forms = new IdForms();
  for (const id of ids) forms.saw('north', id);
  return forms;
};
const card = cards[79]!;

describe('the form of the numbers of a tenant', () => {
  it('is usual after eight different ones', () => {
    expect(formsOf(...others.slice(0, 8)).isUsual('north', card)).toBe(true);
    expect(formsOf(...others.slice(0, 7)).isUsual('north', card)).toBe(false);
    expect(formsOf(...Array.from({ length: 9 }, () => others[0]!)).isUsual('north', card)).toBe(false);
    expect(formsOf().isUsual('north', card)).toBe(false);
  });

  it('is usual while at most half of them are cards', () => {
    expect(formsOf(...others.slice(0, 4), ...cards.slice(4, 8)).isUsual('north', card)).toBe(true);
    expect(formsOf(...others.slice(0, 4), ...cards.slice(4, 9)).isUsual('north', card)).toBe(false);
  });

  it('is usual for cards that are counted up, by ten digits', () => {
    const counted = Array.from({ length: 8 }, (_, i) => withLuhn(`4270202611${String(i).padStart(5, '0')}`));
    expect(counted.every(isCard)).toBe(true);
    expect(formsOf(...counted).isUsual('north', counted[0]!)).toBe(true);
    expect(formsOf(...counted).isUsual('north', withLuhn('427020261199999'))).toBe(true);
    expect(formsOf(...counted).isUsual('north', withLuhn('427020261200000'))).toBe(false);
    expect(formsOf(...counted, card).isUsual('north', counted[0]!)).toBe(false);
  });

  it('is that of one tenant and one length', () => {
    const forms = formsOf(...others.slice(0, 8));
    expect(forms.isUsual('south', card)).toBe(false);
    expect(forms.isUsual('north', `${card}0`)).toBe(false);
  });

  it('is learnt from the first 64 ones', () => {
    expect(formsOf(...cards.slice(0, 64), ...others).isUsual('north', card)).toBe(false);
    expect(formsOf(...cards.slice(0, 32), ...others).isUsual('north', card)).toBe(true);
    expect(formsOf(...others.slice(0, 32), ...cards.slice(32)).isUsual('north', card)).toBe(true);
  });

  it('is forgotten after a thousand forms', () => {
    const withForms = (count: number) => {
      const forms = formsOf(...others.slice(0, 8));
      for (let i = 0; i < count; i++) forms.saw(`tenant ${i}`, card);
      return forms.isUsual('north', card);
    };
    expect(withForms(999)).toBe(true);
    expect(withForms(1000)).toBe(false);
  });
});

describe('the judge of IDs', () => {
  const key = Buffer.alloc(32, 1);
  const finding: Finding = { start: 0, end: 1, detector: 'email' };
  const judgeOf = (find: (id: string) => Finding | undefined, withKey: Uint8Array | undefined = key) => {
    const spy = vi.fn(find);
    return { judge: new IdJudge(withKey, spy), spy };
  };

  it('looks into an ID once, up to 256 characters', () => {
    const { judge, spy } = judgeOf(() => undefined);
    for (let i = 0; i < 3; i++) expect(judge.judge('', 'a'.repeat(256))).toEqual({ id: 'a'.repeat(256) });
    expect(spy).toHaveBeenCalledTimes(1);
    for (let i = 0; i < 3; i++) judge.judge('', 'a'.repeat(257));
    expect(spy).toHaveBeenCalledTimes(4);
    judge.forget();
    judge.judge('', 'a'.repeat(256));
    expect(spy).toHaveBeenCalledTimes(5);
  });

  it('remembers ten thousand IDs', () => {
    const { judge, spy } = judgeOf((id) => (id === 'found' ? finding : undefined));
    judge.judge('', 'found');
    for (let i = 1; i < 10_000; i++) judge.judge('', `id ${i}`);
    expect(judge.judge('', 'found').detector).toBe('email');
    expect(spy).toHaveBeenCalledTimes(10_000);
    judge.judge('', 'one more');
    judge.judge('', 'found');
    expect(spy).toHaveBeenCalledTimes(10_002);
  });

  it('gives a pseudonym, or none without a key', () => {
    expect(judgeOf(() => finding).judge.judge('', 'a')).toMatchObject({ detector: 'email' });
    expect(judgeOf(() => finding).judge.judge('', 'a').id).toMatch(/^anon-/);
    expect(new IdJudge(undefined, () => finding).judge('', 'a')).toEqual({
      id: undefined,
      detector: 'email',
    });
    expect(new IdJudge(undefined, () => finding).pseudonym('a')).toBeUndefined();
  });

  it.each([
    ['1'.repeat(11), false],
    ['1'.repeat(12), true],
    ['1'.repeat(19), true],
    ['1'.repeat(20), false],
    [`${'1'.repeat(12)}a`, false],
    [`a${'1'.repeat(12)}`, false],
  ])('learns from numbers as long as a card: %s', (id, learns) => {
    const { judge } = judgeOf(() => ({ ...finding, detector: 'card' }));
    for (let i = 0; i < 9; i++) judge.saw('north', id.slice(0, -1) + String(i));
    expect(judge.judge('north', id).id === id).toBe(learns);
  });

  it('keeps a usual number only if it looks like a card', () => {
    const { judge } = judgeOf(() => finding);
    for (const id of others.slice(0, 9)) judge.saw('north', id);
    expect(judge.judge('north', card).id).not.toBe(card);
  });
});
