import { shortDurationText } from '@ordertrace/words';
import { expect, it } from 'vitest';

it('writes durations of table cells in their largest unit', () => {
  const english = [0, 0.5, 999, 1000, 90_000, 5_400_000, 216_000_000, -90_000];
  expect(english.map((millis) => shortDurationText(millis, 'en'))).toEqual([
    ...['0.0ms', '0.5ms', '999.0ms', '1.0s', '1.5m', '1.5h', '2.5d', '-1.5m'],
  ]);
  const russian = [0.5, 1500, 90_000, 5_400_000, 216_000_000];
  expect(russian.map((millis) => shortDurationText(millis, 'ru').replace('\u00a0', ' '))).toEqual([
    ...['0,5 мс', '1,5 с', '1,5 мин', '1,5 ч', '2,5 д.'],
  ]);
});
