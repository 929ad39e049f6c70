import { definedFields } from '@ordertrace/conventions';
import { EventLogError } from '../event-log-error.js';
import { clockOf, monthOf, offsetOf, type NoTime, type WallTime } from './wall-time.js';

type Field = 'year' | 'month' | 'day' | 'hour' | 'minute' | 'second' | 'fraction' | 'half' | 'zone';

interface Token {
  readonly field: Field;
  readonly pattern: string;
}

/** Letters of a format, as in Unicode's date format patterns. */
const tokens: Readonly<Record<string, Token>> = {
  yyyy: { field: 'year', pattern: String.raw`\d{4}` },
  MMMM: { field: 'month', pattern: '[a-z]{3,9}' },
  MMM: { field: 'month', pattern: '[a-z]{3,9}' },
  MM: { field: 'month', pattern: String.raw`\d{2}` },
  M: { field: 'month', pattern: String.raw`\d{1,2}` },
  dd: { field: 'day', pattern: String.raw`\d{2}` },
  d: { field: 'day', pattern: String.raw`\d{1,2}` },
  HH: { field: 'hour', pattern: String.raw`\d{2}` },
  H: { field: 'hour', pattern: String.raw`\d{1,2}` },
  hh: { field: 'hour', pattern: String.raw`\d{2}` },
  h: { field: 'hour', pattern: String.raw`\d{1,2}` },
  mm: { field: 'minute', pattern: String.raw`\d{2}` },
  m: { field: 'minute', pattern: String.raw`\d{1,2}` },
  ss: { field: 'second', pattern: String.raw`\d{2}` },
  s: { field: 'second', pattern: String.raw`\d{1,2}` },
  a: { field: 'half', pattern: String.raw`[ap]\.?m\.?` },
};
/** `Z`, `XX`, `xxx` and so on: an offset in any form. */
const zonePattern = String.raw`z|utc|gmt|[+-]\d{2}(?::?\d{2})?`;

const needed: readonly Field[] = ['year', 'month', 'day'];

/** Reads times that are written in one stated format, such as `dd-MM-yyyy:HH.mm`. */
export class TimeFormat {
  readonly #pattern: RegExp;

  /** Throws `EventLogError` (`bad_option`) for letters that have no meaning, or a format without a date. */
  constructor(format: string) {
    const fields = new Set<Field>();
    const pattern = partsOf(format).map((part) => {
      const token = tokenOf(part);
      if (token === undefined) {
        if (/^[a-z]/i.test(part)) throw badLetters(part);
        return escaped(part.startsWith("'") ? part.slice(1, -1) || "'" : part);
      }
      if (fields.has(token.field)) throw badLetters(part);
      fields.add(token.field);
      return `(?<${token.field}>${token.pattern})`;
    });
    if (needed.some((field) => !fields.has(field)) || isHalfWrong(format, fields)) {
      throw badFormat('The format of times needs year, month and day (yyyy, MM, dd), and "a" with "hh".');
    }
    this.#pattern = new RegExp(`^${pattern.join('')}$`, 'i');
  }

  read(text: string): WallTime | NoTime {
    const found = this.#pattern.exec(text)?.groups as Partial<Record<Field, string>> | undefined;
    if (found === undefined) return 'other_format';
    const { year, month = '', day, zone } = found;
    const offsetMs = zone === undefined ? undefined : offsetOf(zone);
    if (offsetMs === null) return 'zone_letters';
    const clock = clockOf(found);
    if (typeof clock === 'string') return clock;
    return {
      year: Number(year),
      month: /^\d/.test(month) ? Number(month) : monthOf(month),
      day: Number(day),
      ...clock,
      ...definedFields({ offsetMs }),
    };
  }
}

/** Runs of one letter, quoted texts, and single other characters. */
function partsOf(format: string): readonly string[] {
  return format.match(/'[^']*'|([a-z])\1*|[^]/gi) ?? [];
}

function tokenOf(part: string): Token | undefined {
  if (/^S{1,9}$/.test(part)) return { field: 'fraction', pattern: String.raw`\d+` };
  if (/^(?:Z{1,5}|X{1,3}|x{1,3})$/.test(part)) return { field: 'zone', pattern: zonePattern };
  return Object.hasOwn(tokens, part) ? tokens[part] : undefined;
}

/** `h` needs `a`, which distinguishes the halves of the day; `a` needs `h`. */
function isHalfWrong(format: string, fields: ReadonlySet<Field>): boolean {
  const hasHours = partsOf(format).some((part) => /^h+$/.test(part));
  return hasHours !== fields.has('half');
}

function badLetters(letters: string): EventLogError {
  const known = 'yyyy MM MMM dd HH hh a mm ss SSS XXX';
  return badFormat(
    `The letters "${letters}" of the format of times have no meaning here, or occur twice. The letters are ${known}; put other letters between apostrophes.`,
  );
}

function badFormat(message: string): EventLogError {
  return new EventLogError('bad_option', message, { option: 'time_format' });
}

function escaped(text: string): string {
  return text
    .replace(/\s+/g, ' ')
    .replace(/[\\^$.*+?()[\]{}|/-]/g, String.raw`\$&`)
    .replaceAll(' ', String.raw`\s+`);
}
