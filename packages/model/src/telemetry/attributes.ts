/**
 * A value as OTLP types it: integers are `bigint` (64 bits, exact), doubles are `number`, `null` is the
 * empty value. Lists and maps nest.
 */
export type AttributeValue =
  string | boolean | bigint | number | null | Uint8Array | readonly AttributeValue[] | AttributeMap;

/**
 * A map value inside an attribute. A separate class distinguishes it from bytes and lists, and is safe from
 * `__proto__`.
 */
export type AttributeMap = ReadonlyMap<string, AttributeValue>;

/** Attributes by key, in the order they were sent; of a repeated key the last value counts. */
export type Attributes = ReadonlyMap<string, AttributeValue>;
