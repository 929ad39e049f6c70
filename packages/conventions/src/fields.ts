/** The nine fields on every span and every log line, in the order they are written. */
export const fields = [
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

export type Field = (typeof fields)[number];
