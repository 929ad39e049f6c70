type SnakeName<Name extends string> = Name extends `${infer First}${infer Rest}`
  ? `${First extends Lowercase<First> ? First : `_${Lowercase<First>}`}${SnakeName<Rest>}`
  : Name;

/** A value with field names in the API's style. */
export type SnakeCase<T> = T extends readonly (infer Item)[]
  ? SnakeCase<Item>[]
  : T extends object
    ? { -readonly [Name in keyof T as Name extends string ? SnakeName<Name> : never]: SnakeCase<T[Name]> }
    : T;

/** Converts all field names to the API's style: `medianMs` becomes `median_ms`. For values without times. */
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
