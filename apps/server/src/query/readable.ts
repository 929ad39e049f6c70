import type { AttributeValue, Attributes } from '@ordertrace/model';

/** An attribute value as JSON: integers that a double can't hold and bytes (base64) become texts. */
export function readableValue(value: AttributeValue): unknown {
  if (typeof value === 'bigint') {
    return value >= Number.MIN_SAFE_INTEGER && value <= Number.MAX_SAFE_INTEGER
      ? Number(value)
      : value.toString();
  }
  if (typeof value === 'number' && !Number.isFinite(value)) return String(value);
  if (value instanceof Uint8Array) return Buffer.from(value).toString('base64');
  if (Array.isArray(value)) return (value as readonly AttributeValue[]).map(readableValue);
  if (value instanceof Map) return readableAttributes(value as Attributes);
  return value;
}

export function readableAttributes(attributes: Attributes): Record<string, unknown> {
  return Object.fromEntries([...attributes].map(([key, value]) => [key, readableValue(value)]));
}
