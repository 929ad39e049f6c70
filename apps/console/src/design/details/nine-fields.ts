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

/** Attributes besides the nine fields. The kit also writes the nine fields into the attributes. */
export function otherAttributes(record: SpanView | LogView): Property[] {
  return propertiesOf(record.attributes).filter(({ name }) => !names.some((each) => each === name));
}

/** The nine fields of a span or a log line, in their fixed order. */
export function nineFields(record: SpanView | LogView): Property[] {
  return names.map((name) => ({ name, value: record[name] }));
}
