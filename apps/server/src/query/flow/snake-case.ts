type SnakeName<Name extends string> = Name extends `${infer First}${infer Rest}`
  ? `${First extends Lowercase<First> ? First : `_${Lowercase<First>}`}${SnakeName<Rest>}`
  : Name;

/** A value whose names are written as the API writes them. */
export type SnakeCase<T> = T extends readonly (infer Item)[]
  ? SnakeCase<Item>[]
  : T extends object
    ? { -readonly [Name in keyof T as Name extends string ? SnakeName<Name> : never]: SnakeCase<T[Name]> }
    : T;

/** Writes the names of all fields as the API does: `medianMs` is `median_ms`. For values without times. */
export function snakeCase<T>(value: T): SnakeCase<T> {
  return convert(value) as SnakeCase<T>;
}

function convert(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(convert);
  if (typeof value !== 'object' || value === null) return value;
  const fields = Object.entries(value).map(([name, field]) => [
    name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`),
    convert(field),
  ]);
  return Object.fromEntries(fields);
}
