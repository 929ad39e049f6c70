import type { AttributeValue } from './attributes.js';

const escape = /%[0-9a-f]{2}/i;

/**
 * An order's id from an attribute's value, in its only canonical form. `undefined` where the value can't be an order
 * id. A whole number of any OTLP type gives the same id as its digits. Baggage that a service recorded without decoding
 * is decoded.
 *
 * @example orderIdOf(48213n), orderIdOf(48213.0), orderIdOf('48213') // all '48213'
 * @example orderIdOf('A%2F7') // 'A/7'
 */
export function orderIdOf(value: AttributeValue | undefined): string | undefined {
  if (typeof value === 'string') return value === '' ? undefined : unescaped(value);
  if (typeof value === 'bigint') return value.toString();
  return typeof value === 'number' && Number.isInteger(value) ? BigInt(value).toString() : undefined;
}

function unescaped(text: string): string {
  if (!text.includes('%') || !escape.test(text)) return text;
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
