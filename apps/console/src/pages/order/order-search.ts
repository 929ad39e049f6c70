/** Search parameters of an order's page besides the order's ID. Invalid ones are dropped. */
export interface OrderSearch {
  readonly tenant?: string | undefined;
  readonly view?: 'traces' | 'logs' | undefined;
  /** The only shown trace; all traces if absent. */
  readonly trace?: string | undefined;
  /** Span with open details: `trace ID/span ID`. */
  readonly span?: string | undefined;
  /** Log line with open details: its position among the order's lines. */
  readonly log?: string | undefined;
  readonly level?: LogLevel | undefined;
  /** Text that the log lines must contain. */
  readonly find?: string | undefined;
  readonly axis?: 'scale' | undefined;
}

export const logLevels = ['all', 'info', 'warn', 'error'] as const;
export type LogLevel = (typeof logLevels)[number];

export function readOrderSearch(search: Readonly<Record<string, unknown>>): OrderSearch {
  const text = (name: keyof OrderSearch) => {
    const value = search[name];
    return typeof value === 'string' && value !== '' ? { [name]: value } : {};
  };
  const oneOf = (name: keyof OrderSearch, values: readonly string[]) =>
    values.includes(String(search[name])) ? { [name]: search[name] } : {};
  return {
    ...text('tenant'),
    ...oneOf('view', ['traces', 'logs']),
    ...text('trace'),
    ...text('span'),
    ...text('log'),
    ...oneOf('level', logLevels),
    ...text('find'),
    ...oneOf('axis', ['scale']),
  };
}
