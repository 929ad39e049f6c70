import type { SpanView, TraceView } from '@ordertrace/api';

/** Total of a trace's spans with one name. */
export interface OperationTotal {
  readonly count: number;
  /** Total duration of the spans, in milliseconds; nested spans count twice. */
  readonly totalMs: number;
  readonly errors: number;
}

/** One operation in two traces; undefined if a trace does not have it. */
export interface ComparedOperation {
  readonly service: string;
  readonly name: string;
  readonly here: OperationTotal | undefined;
  readonly there: OperationTotal | undefined;
  /** Additional time in this trace, in milliseconds. */
  readonly moreMs: number;
}

/**
 * Operations of two traces side by side: first those that are missing here, then by the difference in time.
 */
export function compareTraces(here: TraceView, there: TraceView): ComparedOperation[] {
  const ours = operationTotals(here.spans);
  const theirs = operationTotals(there.spans);
  return [...new Set([...ours.keys(), ...theirs.keys()])]
    .map((key): ComparedOperation => {
      const [service = '', name = ''] = JSON.parse(key) as string[];
      const [one, other] = [ours.get(key), theirs.get(key)];
      const moreMs = (one?.totalMs ?? 0) - (other?.totalMs ?? 0);
      return { service, name, here: one, there: other, moreMs };
    })
    .sort((one, other) => rank(one) - rank(other) || Math.abs(other.moreMs) - Math.abs(one.moreMs));
}

function rank({ here, there }: ComparedOperation): number {
  return here === undefined ? 0 : there === undefined ? 1 : 2;
}

function operationTotals(spans: readonly SpanView[]): Map<string, OperationTotal> {
  const found = new Map<string, OperationTotal>();
  for (const { application_name, name, duration, status } of spans) {
    const key = JSON.stringify([application_name, name]);
    const { count, totalMs, errors } = found.get(key) ?? { count: 0, totalMs: 0, errors: 0 };
    found.set(key, {
      count: count + 1,
      totalMs: totalMs + duration,
      errors: errors + (status === 'error' ? 1 : 0),
    });
  }
  return found;
}
