import type { ReactNode } from 'react';

export interface SpanPlace {
  readonly traceId: string;
  readonly spanId: string;
}

/** Links that details need, made by the page they stand on, so that one stays on that page where it can. */
export interface Places {
  /** To a span's details. */
  readonly toSpan: (span: SpanPlace, text: string) => ReactNode;
  /** To the log lines of a span. */
  readonly toLogs: (span: SpanPlace, text: string) => ReactNode;
}
