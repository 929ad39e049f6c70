import { attribute } from '@ordertrace/conventions';
import type { AttributeValue, Attributes, Span } from '@ordertrace/model';
import { readableValue } from '../telemetry/readable.js';

/** Requested tags by key. A text value matches values of any type. */
export type TagQuery = ReadonlyMap<string, string>;

/**
 * Whether a span has every requested tag, each on the span, its resource, its scope, one of its events or one
 * of its links. A text is compared as the type of the value: `200` matches the integer and the text.
 */
export function hasTags(span: Span, tags: TagQuery): boolean {
  for (const [key, text] of tags) if (!hasTag(span, key, text)) return false;
  return true;
}

/**
 * Texts that occur in the bytes of each span with these tags: the keys that are no fields, and the values that
 * are stored as they are written. Numbers, for example, are not.
 */
export function textsOf(tags: TagQuery): string[] {
  return [...tags].flatMap(([key, text]) => {
    if (derivedTags.has(key)) return [];
    const isText = text.trim() !== '' && Number.isNaN(Number(text)) && !/^(?:true|false$|["[{])/.test(text);
    return [...(key === 'event' ? [] : [key]), ...(isText ? [text] : [])];
  });
}

function hasTag(span: Span, key: string, text: string): boolean {
  const derived = derivedTags.get(key)?.(span);
  if (derived !== undefined) return derived === text;
  const has = (attributes: Attributes) => matches(attributes.get(key), text);
  return (
    has(span.attributes) ||
    has(span.resource.attributes) ||
    has(span.scope.attributes) ||
    span.events.some((event) => has(event.attributes) || (key === 'event' && event.name === text)) ||
    span.links.some((link) => has(link.attributes))
  );
}

/** Tags that Jaeger derives from fields; `undefined` if the span lacks the field. */
const derivedTags: ReadonlyMap<string, (span: Span) => string | undefined> = new Map(
  Object.entries<(span: Span) => string | undefined>({
    error: ({ status, attributes }) => {
      if (attributes.has('error')) return undefined;
      return String(status === 'error');
    },
    'span.kind': ({ kind }) => (kind === 'unspecified' ? undefined : kind),
    'otel.status_code': ({ status }) => (status === 'unset' ? undefined : status.toUpperCase()),
    'otel.status_description': ({ statusMessage }) => (statusMessage === '' ? undefined : statusMessage),
    'otel.scope.name': ({ scope }) => (scope.name === '' ? undefined : scope.name),
    'otel.scope.version': ({ scope }) => (scope.version === '' ? undefined : scope.version),
    'w3c.tracestate': ({ traceState }) => (traceState === '' ? undefined : traceState),
    [attribute.serviceName]: ({ resource }) => textOf(resource.attributes.get(attribute.serviceName)),
  }),
);

/** Whether the tag is made from a field of the span, which is always kept. */
export function isDerivedTag(key: string): boolean {
  return derivedTags.has(key);
}

function textOf(value: AttributeValue | undefined): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

function matches(value: AttributeValue | undefined, text: string): boolean {
  if (value === undefined || value === null) return false;
  if (typeof value === 'string') return value === text;
  if (typeof value === 'boolean') return String(value) === text;
  if (typeof value === 'bigint') return /^[+-]?\d{1,20}$/.test(text) && BigInt(text) === value;
  if (typeof value === 'number') return text.trim() !== '' && Number(text) === value;
  if (Array.isArray(value) && value.some((item: AttributeValue) => matches(item, text))) return true;
  return JSON.stringify(readableValue(value)) === text;
}
