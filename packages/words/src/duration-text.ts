/** Languages in which reasons are told. */
export const languages = ['en', 'ru'] as const;
export type Language = (typeof languages)[number];

const units = [
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
  ['second', 1000],
] as const;
type Unit = (typeof units)[number][0] | 'working day' | 'working hour';

type Forms = Partial<Record<Intl.LDMLPluralRule, string>>;

const names: Record<Language, Record<Unit, Forms>> = {
  en: {
    day: { one: 'day', other: 'days' },
    hour: { one: 'hour', other: 'hours' },
    minute: { one: 'minute', other: 'minutes' },
    second: { one: 'second', other: 'seconds' },
    'working day': { one: 'working day', other: 'working days' },
    'working hour': { one: 'working hour', other: 'working hours' },
  },
  ru: {
    day: { one: 'день', few: 'дня', many: 'дней', other: 'дня' },
    hour: { one: 'час', few: 'часа', many: 'часов', other: 'часа' },
    minute: { one: 'минута', few: 'минуты', many: 'минут', other: 'минуты' },
    second: { one: 'секунда', few: 'секунды', many: 'секунд', other: 'секунды' },
    'working day': { one: 'рабочий день', few: 'рабочих дня', many: 'рабочих дней', other: 'рабочего дня' },
    'working hour': {
      one: 'рабочий час',
      few: 'рабочих часа',
      many: 'рабочих часов',
      other: 'рабочего часа',
    },
  },
};

/** Where Russian needs the accusative (1 минуту назад), only these two words differ. */
const accusative: Readonly<Record<string, string>> = { минута: 'минуту', секунда: 'секунду' };

const plurals = { en: new Intl.PluralRules('en'), ru: new Intl.PluralRules('ru') };
const numbers = {
  en: new Intl.NumberFormat('en', { maximumFractionDigits: 1 }),
  ru: new Intl.NumberFormat('ru', { maximumFractionDigits: 1 }),
};

function counted(count: number, unit: Unit, language: Language): string {
  const rounded = Math.round(count * 10) / 10;
  const forms = names[language][unit];
  const name = forms[plurals[language].select(rounded)] ?? forms.other ?? unit;
  return `${numbers[language].format(rounded)} ${name}`;
}

/** A length of time in its largest fitting unit, rounded down: `90 minutes`, `3 days`; at least a second. */
export function durationText(millis: number, language: Language): string {
  const [unit, length] = units.find(([, size]) => millis >= 2 * size || millis === size) ?? ['second', 1000];
  return counted(Math.max(1, Math.floor(millis / length)), unit, language);
}

/** The same after a verb or a preposition, where Russian says it differently: `1 минуту`. */
export function forDurationText(millis: number, language: Language): string {
  const text = durationText(millis, language);
  return language === 'en' ? text : text.replace(/минута$|секунда$/, (word) => accusative[word] ?? word);
}

/** Working time: whole days as days, all else as hours of days that are `dayHours` long. */
export function workingText(days: number, dayHours: number, language: Language): string {
  return Number.isInteger(days)
    ? counted(days, 'working day', language)
    : counted(days * dayHours, 'working hour', language);
}
