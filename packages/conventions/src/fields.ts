/** The nine fields of every span and log line, in the order of output. */
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
