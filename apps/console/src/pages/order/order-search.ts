/** What the address of an order's page says besides the order's id. Anything it can't mean is left out. */
export interface OrderSearch {
  readonly tenant?: string | undefined;
  readonly view?: 'traces' | 'logs' | undefined;
  /** The only trace that is shown; all of them without it. */
  readonly trace?: string | undefined;
  /** The span whose details are open: `trace id/span id`. */
  readonly span?: string | undefined;
  /** The log line whose details are open: its place among the order's lines. */
  readonly log?: string | undefined;
  readonly level?: LogLevel | undefined;
  /** Text the log lines must contain. */
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
