import type { AttributeValue } from '../telemetry/attributes.js';

/** Finds an attribute of a span by its name. */
export type Lookup = (key: string) => AttributeValue | undefined;

/** A text or a number as text; undefined for everything else, and for the empty text. */
export function text(value: AttributeValue | undefined): string | undefined {
  if (typeof value === 'string') return value === '' ? undefined : value;
  return typeof value === 'bigint' || typeof value === 'number' ? String(value) : undefined;
}

export function texts(value: AttributeValue | undefined, read = text): readonly string[] {
  const one = read(value);
  if (one !== undefined) return [one];
  return Array.isArray(value) ? value.flatMap((item: AttributeValue) => read(item) ?? []) : [];
}

/**
 * The value of the first of these names that a span has. Conventions renamed some attributes, and older SDKs keep the
 * old names.
 */
export function firstOf(get: Lookup, ...keys: readonly string[]): string | undefined {
  for (const key of keys) {
    const found = text(get(key));
    if (found !== undefined) return found;
  }
  return undefined;
}
