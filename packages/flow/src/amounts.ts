import type { Deadline, DeadlineAmount } from '@ordertrace/model';

const unitMillis = {
  second: 1000,
  minute: 60_000,
  hour: 3_600_000,
  day: 86_400_000,
  week: 604_800_000,
  year: 31_536_000_000,
};
type Unit = keyof typeof unitMillis;

const mostMillis = 10 * 366 * unitMillis.day;

/**
 * Reads `90 seconds`, `1 hour`, `30 days` as milliseconds; `undefined` if invalid, or longer than ten years.
 */
export function readMillis(text: string): number | undefined {
  const match = /^(\d+(?:\.\d+)?) (second|minute|hour|day|week|year)s?$/.exec(text.trim());
  if (!match) return undefined;
  const millis = Math.round(Number(match[1]) * unitMillis[match[2] as Unit]);
  return millis > 0 && millis <= mostMillis ? millis : undefined;
}

/**
 * Reads `1 working day`, `4 working hours`, or an elapsed time. `dayHours` is the length of a working day.
 */
function readAmount(text: string, dayHours: number): DeadlineAmount | undefined {
  const match = /^(\d+(?:\.\d+)?) working (hour|day)s?$/.exec(text.trim());
  if (match) {
    const days = Number(match[1]) / (match[2] === 'day' ? 1 : dayHours);
    return days > 0 && days <= 3660 ? { type: 'working', days } : undefined;
  }
  const millis = readMillis(text);
  return millis === undefined ? undefined : { type: 'elapsed', millis };
}

/** Reads an amount, or `learned, at least` an amount. */
export function readDeadline(text: string, dayHours: number): Deadline | undefined {
  const learned = /^learned,? at least (.+)$/.exec(text.trim());
  const amount = readAmount(learned?.[1] ?? text, dayHours);
  if (!amount) return undefined;
  return learned ? { type: 'learned', floor: amount } : { type: 'within', amount };
}
