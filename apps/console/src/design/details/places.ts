import type { ReactNode } from 'react';

export interface SpanPlace {
  readonly traceId: string;
  readonly spanId: string;
}

/**
 * Factory of the links in details. The surrounding page provides it, so that links stay on that page if
 * possible.
 */
export interface Places {
  /** Link to a span's details. */
  readonly toSpan: (span: SpanPlace, text: string) => ReactNode;
  /** Link to the log lines of a span. */
  readonly toLogs: (span: SpanPlace, text: string) => ReactNode;
}
