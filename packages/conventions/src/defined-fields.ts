/** The fields of `T`; those that may be `undefined` become optional. */
export type DefinedFields<T> = {
  [K in keyof T as undefined extends T[K] ? never : K]: T[K];
} & {
  [K in keyof T as undefined extends T[K] ? K : never]?: Exclude<T[K], undefined>;
};

/**
 * Copies an object without the fields that are `undefined`, for types whose optional fields must be absent.
 *
 * @example
 * definedFields({ from: undefined, limit: 10 }); // { limit: 10 }
 */
export function definedFields<T extends object>(fields: T): DefinedFields<T> {
  const defined: Record<string, unknown> = {};
  for (const key of Object.keys(fields)) {
    const value = (fields as Record<string, unknown>)[key];
    if (value !== undefined) defined[key] = value;
  }
  return defined as DefinedFields<T>;
}
