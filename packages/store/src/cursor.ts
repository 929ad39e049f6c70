import { StoreError } from './errors.js';

/** The cursor of a page: the sort keys of its last item. */
export function cursorOf(parts: readonly string[]): string {
  return Buffer.from(JSON.stringify(parts)).toString('base64url');
}

type SortKeys<Count extends 2 | 3> = Count extends 2 ? [string, string] : [string, string, string];

/**
 * The parts of a cursor that has so many.
 * @throws StoreError `invalid_cursor`
 */
export function cursorParts<Count extends 2 | 3>(cursor: string, count: Count): SortKeys<Count> {
  const parts = parsed(Buffer.from(cursor, 'base64url').toString());
  const isValid =
    Array.isArray(parts) && parts.length === count && parts.every((part) => typeof part === 'string');
  if (!isValid) throw invalidCursor();
  return parts as SortKeys<Count>;
}

/** @throws StoreError `invalid_cursor` */
export function cursorNumber(text: string): bigint {
  if (!/^-?\d{1,20}$/.test(text)) throw invalidCursor();
  return BigInt(text);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function invalidCursor(): StoreError {
  return new StoreError('invalid_cursor', 'The cursor is none of this list: take `next` of the page before.');
}
