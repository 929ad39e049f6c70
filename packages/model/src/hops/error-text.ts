import { definedFields } from '@ordertrace/conventions';
import type { Span } from '../telemetry/span.js';
import { firstOf, type Lookup } from './span-lookup.js';

/** The error that a span or log line reports, in its own words. */
export interface ErrorText {
  /** One line. */
  readonly errorText?: string | undefined;
  /** Type of the exception, without its package. */
  readonly errorType?: string | undefined;
}

/** Longer messages are cut, because they are part of a sentence. */
const longestText = 200;

/** Type names that only repeat the status, or that name no type. */
const emptyType = /^(?:\d+|_OTHER|error|exception)$/i;

/** The first line of a message. */
function firstLine(message: string): string | undefined {
  const [line = ''] = message.trim().split(/[\r\n]/, 1);
  const shown = line.replace(/\s+/g, ' ').trim();
  if (shown === '') return undefined;
  return shown.length <= longestText ? shown : `${shown.slice(0, longestText - 1).trimEnd()}…`;
}

/**
 * The last part of a type's name.
 *
 * @example typeName('org.postgresql.util.PSQLException') // 'PSQLException'
 */
function typeName(type: string): string | undefined {
  const name = type
    .split(/[.:/\\]/)
    .at(-1)
    ?.trim();
  return name === undefined || name === '' || emptyType.test(name) ? undefined : name;
}

/** The error in exception attributes, with a text in other places as the second choice. */
export function errorTextOf(get: Lookup, other = ''): ErrorText {
  const errorText = firstLine(firstOf(get, 'exception.message') ?? '') ?? firstLine(other);
  const errorType = typeName(firstOf(get, 'exception.type', 'error.type') ?? '');
  return definedFields({ errorText, errorType });
}

/** The error of a failed span, from its last exception event, else from its own attributes and status message. */
export function errorTextOfSpan({ events, statusMessage }: Span, get: Lookup): ErrorText {
  const exception = events.findLast(({ name }) => name === 'exception')?.attributes;
  const own = errorTextOf(get, statusMessage);
  return exception === undefined ? own : { ...own, ...errorTextOf((key) => exception.get(key)) };
}
