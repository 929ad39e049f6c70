/** Search parameters of a trace's page besides the trace's ID. */
export interface TraceSearch {
  readonly view?: 'logs' | 'compare' | undefined;
  /** ID of the span with open details. */
  readonly span?: string | undefined;
  readonly log?: string | undefined;
}

export function readTraceSearch(search: Readonly<Record<string, unknown>>): TraceSearch {
  const text = (name: 'span' | 'log') => {
    const value = search[name];
    return typeof value === 'string' && value !== '' ? { [name]: value } : {};
  };
  return {
    ...(search['view'] === 'logs' || search['view'] === 'compare' ? { view: search['view'] } : {}),
    ...text('span'),
    ...text('log'),
  };
}
