import type { SpanKind } from '@ordertrace/model';

/** The properties of a span that decide whether a skeleton keeps it. */
export interface SkeletonSpan {
  readonly kind: SpanKind;
  readonly isRoot: boolean;
  /** Whether a server span of the same trace has it as parent. */
  readonly isAnswered: boolean;
}

/** Whether the outline of a healthy order needs the span: the root of a trace, or a side of a hop. */
export function isInSkeleton({ kind, isRoot, isAnswered }: SkeletonSpan): boolean {
  if (kind === 'server' || kind === 'producer' || kind === 'consumer') return true;
  return isRoot || (kind === 'client' && isAnswered);
}
