import type { SpanView, TraceView } from '@ordertrace/api';

/** What a trace did under one name. */
export interface Doing {
  readonly count: number;
  /** Of all these spans together, in milliseconds; what lies in each other counts twice. */
  readonly totalMs: number;
  readonly errors: number;
}

/** One operation in two traces; undefined where a trace has none of it. */
export interface ComparedOperation {
  readonly service: string;
  readonly name: string;
  readonly here: Doing | undefined;
  readonly there: Doing | undefined;
  /** How much longer it took here, in milliseconds. */
  readonly moreMs: number;
}

/** The operations of two traces beside each other: what is missing here first, then by how much the time differs. */
export function compareTraces(here: TraceView, there: TraceView): ComparedOperation[] {
  const ours = doings(here.spans);
  const theirs = doings(there.spans);
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

function doings(spans: readonly SpanView[]): Map<string, Doing> {
  const found = new Map<string, Doing>();
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
