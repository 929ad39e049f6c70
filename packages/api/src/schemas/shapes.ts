import { definedFields } from '@ordertrace/conventions';
import { Type, type Static, type TSchema } from 'typebox';

/** Union of some texts; the type keeps the texts. */
export function oneOf<T extends string>(values: readonly T[], description?: string) {
  return Type.Unsafe<T>({
    type: 'string',
    enum: [...values],
    ...definedFields({ description }),
  });
}

export function orNull<T extends TSchema>(schema: T, description?: string) {
  return Type.Union([schema, Type.Null()], description === undefined ? {} : { description });
}

export const Timestamp = Type.String({
  description: 'RFC 3339, UTC, nanoseconds',
  examples: ['2026-11-22T09:00:00.000000000Z'],
});
/** A time from a client: RFC 3339 with a zone. */
export const TimeParameter = Type.String({
  format: 'date-time',
  maxLength: 40,
  description: 'RFC 3339 with a zone',
});
export const DurationMs = Type.Number({ description: 'Milliseconds; the fraction holds what is finer' });
export const Name = Type.String({ maxLength: 256 });
export const Cursor = Type.String({ maxLength: 2048 });
export const Next = orNull(Type.String(), 'Cursor of the following page; null on the last');

/** Imported orders that statistics count, of those that were kept. */
export const ImportCounting = Type.Object({ counted: Type.Integer(), orders: Type.Integer() });
export type ImportCounting = Static<typeof ImportCounting>;
