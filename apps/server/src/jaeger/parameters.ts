import { nanosFromMillis, nanosFromTimestamp, type EpochNanos } from '@ordertrace/model';
import { goDuration } from './go-duration.js';
import type { TagQuery } from './tag-match.js';

/** An invalid parameter, reported in the format of the called API. */
export class ParameterError extends Error {
  override readonly name = 'ParameterError';
}

/** Query parameters: the first value of a name, or all values. */
export class Parameters {
  readonly #values: URLSearchParams;

  constructor(url: string) {
    const at = url.indexOf('?');
    this.#values = new URLSearchParams(at < 0 ? '' : url.slice(at + 1));
  }

  all(name: string): readonly string[] {
    return this.#values.getAll(name);
  }

  /** The first of these names with a value. */
  text(...names: readonly string[]): string | undefined {
    for (const name of names) {
      const value = this.#values.get(name);
      if (value !== null && value !== '') return value;
    }
    return undefined;
  }

  whole(...names: readonly string[]): number | undefined {
    const value = this.text(...names);
    if (value === undefined) return undefined;
    if (!/^-?\d{1,16}$/.test(value)) throw unreadable(names, `"${value}" is no whole number`);
    return Number(value);
  }

  /** A Go duration, in nanoseconds. */
  duration(...names: readonly string[]): bigint | undefined {
    const value = this.text(...names);
    if (value === undefined) return undefined;
    const nanos = goDuration(value);
    if (nanos === undefined) {
      throw unreadable(names, `"${value}" is no duration: say the unit, as in 100ms, 1.5s or 2h45m`);
    }
    return nanos;
  }

  /** Whole units since the epoch. */
  epoch(name: string, unit: 'ms' | 'us'): EpochNanos | undefined {
    const value = this.whole(name);
    if (value === undefined) return undefined;
    return unit === 'ms' ? nanosFromMillis(value) : BigInt(value) * 1000n;
  }

  /** RFC 3339. */
  instant(...names: readonly string[]): EpochNanos | undefined {
    const value = this.text(...names);
    if (value === undefined) return undefined;
    const nanos = nanosFromTimestamp(value);
    if (nanos === undefined) throw unreadable(names, `"${value}" is no RFC 3339 time`);
    return nanos;
  }

  /** A JSON object of texts; numbers and booleans are converted to texts. */
  tagObject(name: string, text: string): TagQuery {
    let parsed: unknown;
    try {
      parsed = JSON.parse(text);
    } catch {
      throw unreadable([name], 'it is no JSON');
    }
    if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed))
      throw unreadable([name], 'it is no JSON object of tags');
    return new Map(
      Object.entries(parsed).map(([key, value]: [string, unknown]) => {
        if (typeof value === 'string') return [key, value];
        if (typeof value === 'number' || typeof value === 'boolean') return [key, String(value)];
        throw unreadable([name], `the tag ${key} is no text, number or boolean`);
      }),
    );
  }
}

export function unreadable([name = '']: readonly string[], problem: string): ParameterError {
  return new ParameterError(`unable to parse param '${name}': ${problem}`);
}

/** 8 or 16 bytes in base64, standard or URL-safe, with or without padding. */
const base64Id = /^(?:[\w+/-]{11}=?|[\w+/-]{22}(?:==)?)$/;

/** 1 to 32 hexadecimal digits, or base64, as Jaeger accepts; padded to full length. Digits come first. */
export function traceIdFrom(text: string): string {
  if (/^[0-9a-f]{1,32}$/i.test(text)) return text.toLowerCase().padStart(32, '0');
  if (base64Id.test(text)) return Buffer.from(text, 'base64').toString('hex').padStart(32, '0');
  throw unreadable(['traceID'], `"${text}" is no trace id`);
}
