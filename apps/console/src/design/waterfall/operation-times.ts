import { merged } from '../fold-scale.js';
import { microsPerMilli } from '../instant.js';
import type { SpanRow, WaterfallRow } from './span-rows.js';

/** Totals of the spans of one service and name. Milliseconds. */
export interface OperationTimes {
  readonly key: string;
  readonly service: string;
  readonly name: string;
  readonly count: number;
  readonly errors: number;
  readonly totalMs: number;
  readonly longestMs: number;
  /** Self time: without the time of child spans. */
  readonly ownMs: number;
}

/** Operations of all rows, the longest self time first. */
export function operationTimes(rows: readonly WaterfallRow[]): OperationTimes[] {
  const found = new Map<string, OperationTimes>();
  rows.forEach((row, index) => {
    if (row.type === 'trace') {
      return;
    }
    const { application_name: service, name, duration } = row.span;
    const key = JSON.stringify([service, name]);
    const before = found.get(key);
    found.set(key, {
      key,
      service,
      name,
      count: (before?.count ?? 0) + 1,
      errors: (before?.errors ?? 0) + (row.error ? 1 : 0),
      totalMs: (before?.totalMs ?? 0) + duration,
      longestMs: Math.max(before?.longestMs ?? 0, duration),
      ownMs: (before?.ownMs ?? 0) + ownTime(row, childrenOf(rows, index)),
    });
  });
  return [...found.values()].sort((one, other) => other.ownMs - one.ownMs || other.totalMs - one.totalMs);
}

function* childrenOf(rows: readonly WaterfallRow[], index: number): Generator<SpanRow> {
  const last = index + (rows[index]?.below ?? 0);
  for (let at = index + 1; at <= last; at += 1) {
    const child = rows[at];
    if (child?.type === 'span') {
      yield child;
      at += child.below;
    }
  }
}

function ownTime({ from, to }: SpanRow, children: Iterable<SpanRow>): number {
  const within = [...children]
    .map((child) => ({ from: Math.max(from, child.from), to: Math.min(to, child.to) }))
    .filter((each) => each.to > each.from);
  const covered = merged(within).reduce((sum, each) => sum + each.to - each.from, 0);
  return Math.max(0, to - from - covered) / microsPerMilli;
}
