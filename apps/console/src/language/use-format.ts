import { useTranslation } from 'react-i18next';
import { durationText } from './duration-text.js';

/** Formats of numbers, times and durations in the chosen language and the browser's time zone. */
export interface Format {
  /** `12 Nov, 14:05`; with the year if it is not the current one. */
  readonly moment: (micros: number) => string;
  /** `12 Nov`. */
  readonly day: (micros: number) => string;
  /** `14:05`. */
  readonly clock: (micros: number) => string;
  /** `12 Nov, 14:05:09`. */
  readonly momentExact: (micros: number) => string;
  /** `14:05:09`. */
  readonly clockSeconds: (micros: number) => string;
  /** With seconds, milliseconds and the zone: for tooltips and details. */
  readonly exact: (micros: number) => string;
  /** `14:05:09.123`. */
  readonly clockExact: (micros: number) => string;
  /** A duration, given in milliseconds. */
  readonly duration: (millis: number) => string;
  /** A duration in whole words, for a sentence. */
  readonly durationInWords: (millis: number) => string;
  readonly count: (value: number) => string;
  /** `3.2 MB`. */
  readonly bytes: (value: number) => string;
  readonly percent: (share: number) => string;
  /** A change: `+12 %`, `−3 %`. */
  readonly signedPercent: (share: number) => string;
}

/** The browser's time zone with its offset from UTC, for people. */
export function timeZoneText(language: string, now = new Date()): string {
  const zone = new Intl.DateTimeFormat(language).resolvedOptions().timeZone;
  const parts = new Intl.DateTimeFormat(language, { timeZoneName: 'shortOffset' }).formatToParts(now);
  const offset = parts.find((part) => part.type === 'timeZoneName')?.value ?? '';
  return offset === '' || offset === zone ? zone : `${zone} (${offset})`;
}

function formatFor(language: string): Format {
  const dates = (options: Intl.DateTimeFormatOptions) => {
    const format = new Intl.DateTimeFormat(language, options);
    return (micros: number) => format.format(micros / 1000);
  };
  const dayAndMonth: Intl.DateTimeFormatOptions = { day: 'numeric', month: 'short' };
  const hourAndMinute: Intl.DateTimeFormatOptions = { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' };
  const seconds: Intl.DateTimeFormatOptions = { second: '2-digit', fractionalSecondDigits: 3 };
  const thisYear = dates({ ...dayAndMonth, ...hourAndMinute });
  const otherYear = dates({ ...dayAndMonth, year: 'numeric', ...hourAndMinute });
  const count = new Intl.NumberFormat(language);
  const percent = new Intl.NumberFormat(language, { style: 'percent', maximumFractionDigits: 0 });
  const finePercent = new Intl.NumberFormat(language, { style: 'percent', maximumFractionDigits: 1 });
  const signedPercent = new Intl.NumberFormat(language, {
    style: 'percent',
    maximumFractionDigits: 0,
    signDisplay: 'exceptZero',
  });
  const year = new Date().getFullYear();
  return {
    moment: (micros) =>
      new Date(micros / 1000).getFullYear() === year ? thisYear(micros) : otherYear(micros),
    day: dates(dayAndMonth),
    clock: dates(hourAndMinute),
    clockSeconds: dates({ ...hourAndMinute, second: '2-digit' }),
    momentExact: dates({ ...dayAndMonth, ...hourAndMinute, second: '2-digit' }),
    exact: dates({ dateStyle: 'medium', timeStyle: 'long', hourCycle: 'h23' }),
    clockExact: dates({ ...hourAndMinute, ...seconds }),
    duration: (millis) => durationText(millis, language),
    durationInWords: (millis) => durationText(millis, language, 'long'),
    count: (value) => count.format(value),
    bytes: (value) => bytesText(value, language),
    percent: (share) => (share > 0 && share < 0.01 ? finePercent : percent).format(share),
    signedPercent: (share) => signedPercent.format(share),
  };
}

const byteUnits = ['byte', 'kilobyte', 'megabyte', 'gigabyte', 'terabyte'] as const;

/** In the largest decimal unit, with three digits. */
function bytesText(value: number, language: string): string {
  const power = value < 1000 ? 0 : Math.min(byteUnits.length - 1, Math.floor(Math.log10(value) / 3));
  const unit = byteUnits[power] ?? 'byte';
  const format = new Intl.NumberFormat(language, { style: 'unit', unit, maximumSignificantDigits: 3 });
  return format.format(value / 1000 ** power);
}

/** The browser's regional variant of the language, so that dates look familiar: `en-GB` for `en`. */
export function localeOf(language: string): string {
  return navigator.languages.find((tag) => tag.slice(0, 2) === language) ?? language;
}

const formats = new Map<string, Format>();

/** Formats of a language, cached: they are expensive to create, and every row needs them. */
function formatOf(language: string): Format {
  const format = formats.get(language) ?? formatFor(localeOf(language));
  formats.set(language, format);
  return format;
}

export function useFormat(): Format {
  const { i18n } = useTranslation();
  return formatOf(i18n.language);
}
