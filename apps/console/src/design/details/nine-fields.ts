import type { LogView, SpanView } from '@ordertrace/api';
import { propertiesOf, type Property } from './property-list.js';

const names = [
  'trace_id',
  'span_id',
  'order_id',
  'tenant_id',
  'application_name',
  'environment',
  'timestamp',
  'status_code',
  'duration',
] as const;

/** What was sent besides: the kit writes the nine fields into the attributes too, where they would stand twice. */
export function otherAttributes(record: SpanView | LogView): Property[] {
  return propertiesOf(record.attributes).filter(({ name }) => !names.some((each) => each === name));
}

/** The nine fields of a span or a log line, in the order they are always told. */
export function nineFields(record: SpanView | LogView): Property[] {
  return names.map((name) => ({ name, value: record[name] }));
}
