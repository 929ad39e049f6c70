import { nanosPerMilli, type EpochNanos } from '@ordertrace/model';
import type { WallTime } from './wall-time.js';

const dayMs = 86_400_000;

function epochMs(time: WallTime): number {
  return Date.UTC(time.year, time.month - 1, time.day, time.hour, time.minute, time.second);
}

const daysOfMonth = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

export function isRealDate({ year, month, day }: WallTime): boolean {
  if (year < 1678 || year > 2261 || month < 1 || month > 12 || day < 1) return false;
  const isLeap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  return day <= (month === 2 && isLeap ? 29 : (daysOfMonth[month - 1] ?? 0));
}

/** Instant of a wall clock that is `offsetMs` ahead of UTC. */
export function instantAt(time: WallTime, offsetMs: number): EpochNanos {
  return BigInt(epochMs(time) - offsetMs) * nanosPerMilli + BigInt(time.nanos);
}

/** How often a wall clock shows a time: clocks that are set forward skip it, set back they show it twice. */
export type Occurrence = 'once' | 'twice' | 'never';

export interface ZoneOffset {
  readonly offsetMs: number;
  readonly occurs: Occurrence;
}

/** Offset of a time zone by the time on its wall clock. */
export interface Zone {
  readonly name: string;
  /** Of a time that occurs twice the first; of one that never occurs the offset before it. */
  offsetMs(time: WallTime): ZoneOffset;
}

const fixedOffset = /^([+-])(\d{2}):?(\d{2})$/;

/** A zone by its IANA name, `UTC`, `Z` or an offset; undefined for an unknown name. */
export function zoneOf(name: string): Zone | undefined {
  if (/^(utc|gmt|z)$/i.test(name)) return fixedZone('UTC', 0);
  const fixed = fixedOffset.exec(name);
  if (fixed) {
    const minutes = Number(fixed[2]) * 60 + Number(fixed[3]);
    if (minutes > 18 * 60) return undefined;
    return fixedZone(name, (fixed[1] === '-' ? -minutes : minutes) * 60_000);
  }
  try {
    return new NamedZone(name);
  } catch {
    return undefined;
  }
}

function fixedZone(name: string, offsetMs: number): Zone {
  return { name, offsetMs: () => ({ offsetMs, occurs: 'once' }) };
}

const bucketMs = 900_000;
const mostBuckets = 100_000;

class NamedZone implements Zone {
  readonly name: string;
  readonly #format: Intl.DateTimeFormat;
  readonly #known = new Map<number, ZoneOffset>();

  constructor(timeZone: string) {
    this.name = timeZone;
    this.#format = new Intl.DateTimeFormat('en-US', { timeZone, timeZoneName: 'longOffset' });
  }

  /** Offsets change only at quarters of an hour, so one result is valid for all times within a quarter. */
  offsetMs(time: WallTime): ZoneOffset {
    const bucket = Math.floor(epochMs(time) / bucketMs);
    let known = this.#known.get(bucket);
    if (!known) {
      known = this.#find(bucket * bucketMs);
      if (this.#known.size >= mostBuckets) this.#known.clear();
      this.#known.set(bucket, known);
    }
    return known;
  }

  #find(wallMs: number): ZoneOffset {
    const before = this.#at(wallMs - dayMs);
    const after = this.#at(wallMs + dayMs);
    if (before === after) return { offsetMs: before, occurs: 'once' };
    const first = this.#at(wallMs - before) === before;
    const second = this.#at(wallMs - after) === after;
    if (first && second) return { offsetMs: before, occurs: 'twice' };
    if (!first && !second) return { offsetMs: before, occurs: 'never' };
    return { offsetMs: first ? before : after, occurs: 'once' };
  }

  #at(utcMs: number): number {
    const part = this.#format.formatToParts(utcMs).find(({ type }) => type === 'timeZoneName');
    const offset = /([+-])(\d{2}):(\d{2})(?::(\d{2}))?/.exec(part?.value ?? '');
    if (!offset) return 0;
    const seconds = Number(offset[2]) * 3600 + Number(offset[3]) * 60 + Number(offset[4] ?? 0);
    return (offset[1] === '-' ? -seconds : seconds) * 1000;
  }
}
