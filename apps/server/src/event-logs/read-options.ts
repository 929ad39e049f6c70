import { definedFields } from '@ordertrace/conventions';
import type { ImportQuery } from '@ordertrace/api';
import { EventLogError, type Mapping, type ReadOptions } from '@ordertrace/event-logs';
import { ApiError } from '../http/errors.js';
import { TooLarge } from './spool.js';

/** The options for reading a file, from the parameters of a request. */
export function readOptions(query: ImportQuery, maxBytes: number): ReadOptions {
  const mapping: Mapping = withoutAbsent({
    case: query.case,
    activity: query.activity,
    date: query.date,
    time: query.time,
    start: query.start,
    lifecycle: query.lifecycle_column,
    instance: query.instance,
    resource: query.resource,
    tenant: query.tenant_column,
  });
  return {
    ...withoutAbsent({
      format: query.format,
      encoding: query.encoding,
      separator: query.separator,
      timeZone: query.time_zone,
      dateOrder: query.date_order,
      timeFormat: query.time_format,
      lifecycle: query.lifecycle,
      objectType: query.object_type,
    }),
    mapping,
    maxBytes,
  };
}

function withoutAbsent<T extends object>(values: T): { [Name in keyof T]?: Exclude<T[Name], undefined> } {
  const given = Object.entries(values).filter(([, value]) => value !== undefined && value !== '');
  return Object.fromEntries(given) as { [Name in keyof T]?: Exclude<T[Name], undefined> };
}

/** The request's names of the options. */
const parameters: Readonly<Record<string, string>> = { lifecycle: 'lifecycle', tenant: 'tenant_column' };

/** The response to a file that is not read. Other errors are returned as they are. */
export function refusalOf(error: unknown, maxBytes: number): unknown {
  if (error instanceof TooLarge) {
    return new ApiError(413, 'file_too_large', {
      message: `The file has more than ${maxBytes} bytes. Split it by order, or raise ORDERTRACE_IMPORT_MIB.`,
    });
  }
  if (!(error instanceof EventLogError)) return error;
  const field = error.option === undefined ? undefined : (parameters[error.option] ?? error.option);
  return new ApiError(error.code === 'file_too_large' ? 413 : 400, error.code, {
    message: error.message,
    ...definedFields({ field }),
  });
}
