import { nanosFromTimestamp, type EpochNanos } from '@ordertrace/model';
import { ApiError } from './errors.js';

/** The time in a parameter, in RFC 3339; `undefined` if absent. @throws ApiError with the field */
export function instantOf(text: string | undefined, field: string): EpochNanos | undefined {
  if (text === undefined || text === '') return undefined;
  const nanos = nanosFromTimestamp(text);
  if (nanos === undefined) {
    throw new ApiError(400, 'invalid_parameter', {
      message: `"${text}" is no time. Give one such as 2026-11-22T09:00:00Z.`,
      field,
    });
  }
  return nanos;
}
