import type { AttributeValue, Attributes, Resource } from '@ordertrace/model';

/** An attribute value as JSON: bytes (base64), and integers that a double can't represent, become texts. */
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
  const readable: Record<string, unknown> = {};
  for (const [key, value] of attributes) {
    if (key === '__proto__') return Object.fromEntries(readableEntries(attributes));
    readable[key] = readableValue(value);
  }
  return readable;
}

/** Slower than separate assignments, but correct for every key. */
function readableEntries(attributes: Attributes): [string, unknown][] {
  return [...attributes].map(([key, value]) => [key, readableValue(value)]);
}

const resources = new WeakMap<Resource, Record<string, unknown>>();

/**
 * The attributes of a resource. Spans share resource objects; the same object returns the same result object.
 */
export function readableResource(resource: Resource): Record<string, unknown> {
  const known = resources.get(resource);
  if (known !== undefined) return known;
  const readable = readableAttributes(resource.attributes);
  resources.set(resource, readable);
  return readable;
}
