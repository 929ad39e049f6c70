/** What the address of a trace's page says besides the trace's id. */
export interface TraceSearch {
  readonly view?: 'logs' | 'compare' | undefined;
  /** The span whose details are open: its id. */
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
