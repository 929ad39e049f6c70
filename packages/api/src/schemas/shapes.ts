import { definedFields } from '@ordertrace/conventions';
import { situations } from '@ordertrace/model';
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
/** Two times. `Type.Tuple` would have an array as `items`, which JSON Schema 2020-12 does not allow. */
export const FromTo = Type.Unsafe<[number, number]>({
  type: 'array',
  items: { type: 'number' },
  minItems: 2,
  maxItems: 2,
  description: 'From when to when, milliseconds since the epoch',
});

/** A parameter with a name or an id. */
export function named(description: string) {
  return Type.String({ maxLength: 256, description });
}

/** The page size of a list. */
export function limitOf(maximum: number, byDefault = 50) {
  return Type.Integer({ minimum: 1, maximum, default: byDefault, description: 'The most entries of a page' });
}

export const Tenant = named('Only of this tenant');
export const FlowName = named('Only of this flow');
export const StageName = named('Only in this stage');
export const Situation = oneOf(situations, 'Only in this situation');
export const Cursor = Type.String({ maxLength: 2048, description: '`next` of the page before' });
export const Next = orNull(Type.String(), 'Cursor of the following page; null on the last');

/** Imported orders that statistics count, of those that were kept. */
export const ImportCounting = Type.Object({ counted: Type.Integer(), orders: Type.Integer() });
export type ImportCounting = Static<typeof ImportCounting>;
