import { causeTitle, languages } from '@ordertrace/words';
import { describe, expect, it } from 'vitest';

const named = {
  name: 'sample',
  stages: [{ name: 'SUBMITTED', names: { en: 'Sent in', ru: 'На расчёте' } }],
};

describe('the title of a cause', () => {
  it('is one sentence with its place, in each language', () => {
    const place = { destination: 'mes.orders', application: 'mes-api' };
    for (const language of languages)
      expect(causeTitle({ code: 'message_not_consumed', place }, language, named)).toMatch(
        /mes\.orders.*mes-api\.$/,
      );
  });

  it('names the person who is waited for, and the flow where there are several', () => {
    const place = { stage: 'SUBMITTED', application: 'operator' };
    const title = (language: 'en' | 'ru', flow?: string) =>
      causeTitle(
        { code: 'stage_overdue', place: { ...place, ...(flow === undefined ? {} : { flow }) } },
        language,
        named,
      );
    expect(title('en')).toBe('An operator does not move orders on from “Sent in” in time.');
    expect(title('en', 'repairs')).toBe(
      'An operator does not move orders on from “Sent in” of flow repairs in time.',
    );
    expect(title('ru', 'repairs')).toBe(
      'На этапе «На расчёте» процесса repairs вышел срок: следующий шаг делает оператор.',
    );
  });
});
