import type { AttributeValue, Attributes, Resource } from '@ordertrace/model';

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
  const readable: Record<string, unknown> = {};
  for (const [key, value] of attributes) {
    if (key === '__proto__') return Object.fromEntries(readableEntries(attributes));
    readable[key] = readableValue(value);
  }
  return readable;
}

/** Slower than setting them one by one, and right whatever the keys. */
function readableEntries(attributes: Attributes): [string, unknown][] {
  return [...attributes].map(([key, value]) => [key, readableValue(value)]);
}

const resources = new WeakMap<Resource, Record<string, unknown>>();

/** A resource's attributes; the same resource object, which many spans share, gives the same answer object. */
export function readableResource(resource: Resource): Record<string, unknown> {
  const known = resources.get(resource);
  if (known !== undefined) return known;
  const readable = readableAttributes(resource.attributes);
  resources.set(resource, readable);
  return readable;
}
