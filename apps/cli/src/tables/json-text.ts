import type { Attributes, AttributeValue } from '@ordertrace/model';

/**
 * A value as JSON: integers with all their digits, bytes in base64. Numbers that JSON can't express become
 * texts.
 */
export function jsonText(value: AttributeValue): string {
  if (typeof value === 'bigint') return value.toString();
  if (typeof value === 'number') return Number.isFinite(value) ? String(value) : `"${value}"`;
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return JSON.stringify(value);
  if (value instanceof Uint8Array) return JSON.stringify(Buffer.from(value).toString('base64'));
  return value instanceof Map
    ? attributesText(value as Attributes)
    : `[${listOf(value).map(jsonText).join()}]`;
}

export function attributesText(attributes: Attributes): string {
  const members = [...attributes].map(([key, value]) => `${JSON.stringify(key)}:${jsonText(value)}`);
  return `{${members.join()}}`;
}

function listOf(value: AttributeValue): readonly AttributeValue[] {
  return Array.isArray(value) ? (value as readonly AttributeValue[]) : [];
}
