import { nanosFromMillis, type EpochNanos } from '@ordertrace/model';
import { ApiError } from './errors.js';

const timestamp = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/;

/** A time that a parameter gives, in RFC 3339; `undefined` where it gives none. @throws ApiError that names the field */
export function instantOf(text: string | undefined, field: string): EpochNanos | undefined {
  if (text === undefined || text === '') return undefined;
  const millis = timestamp.test(text) ? Date.parse(text) : Number.NaN;
  if (Number.isNaN(millis)) {
    throw new ApiError(400, 'invalid_parameter', {
      message: `"${text}" is no time. Give one such as 2026-11-22T09:00:00Z.`,
      field,
    });
  }
  return nanosFromMillis(millis);
}
