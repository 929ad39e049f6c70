import type { Language } from './language.js';
import { textsIn } from './texts.js';

const units = [
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
  ['second', 1000],
] as const;
type Unit = (typeof units)[number][0] | 'workingDay' | 'workingHour';

const numbers: Readonly<Record<Language, Intl.NumberFormat>> = {
  en: new Intl.NumberFormat('en', { maximumFractionDigits: 1 }),
  ru: new Intl.NumberFormat('ru', { maximumFractionDigits: 1 }),
};

const shortUnits = [...units, ['millisecond', 1]] as const;

interface Phrase {
  readonly language: Language;
  readonly group: 'durations' | 'elapsed';
}

function counted(count: number, unit: Unit, { language, group }: Phrase): string {
  const rounded = Math.round(count * 10) / 10;
  // The number is formatted here: the library creates a new number format for each text.
  const value = numbers[language].format(rounded);
  return textsIn(language)(`${group}.${unit}`, { count: rounded, value });
}

function largestUnit(millis: number, phrase: Phrase): string {
  const [unit, length] = units.find(([, size]) => millis >= 2 * size || millis === size) ?? ['second', 1000];
  return counted(Math.max(1, Math.floor(millis / length)), unit, phrase);
}

/** A duration in its largest fitting unit, rounded down: `90 minutes`, `3 days`; at least a second. */
export function durationText(millis: number, language: Language): string {
  return largestUnit(millis, { language, group: 'durations' });
}

/** A duration before "ago" and after "for", where Russian uses another case: `1 минуту`. */
export function elapsedText(millis: number, language: Language): string {
  return largestUnit(millis, { language, group: 'elapsed' });
}

/** Working time: whole days as days, other values as hours of days that have `dayHours` hours. */
export function workingText(days: number, dayHours: number, language: Language): string {
  const phrase = { language, group: 'durations' } as const;
  return Number.isInteger(days)
    ? counted(days, 'workingDay', phrase)
    : counted(days * dayHours, 'workingHour', phrase);
}

/** A duration of a table cell, in its largest unit with one decimal: `1.5h`, `0.5ms`; in Russian `1,5 ч`. */
export function shortDurationText(millis: number, language: Language): string {
  const length = Math.abs(millis);
  const [unit, size] = shortUnits.find(([, least]) => length >= least) ?? ['millisecond', 1];
  const digits = { minimumFractionDigits: 1, maximumFractionDigits: 1 };
  const format = new Intl.NumberFormat(language, { style: 'unit', unit, unitDisplay: 'narrow', ...digits });
  return format.format(millis / size);
}
