import type { SpanKind } from '@ordertrace/model';

/** What a skeleton needs to know of a span. */
export interface SkeletonSpan {
  readonly kind: SpanKind;
  readonly isRoot: boolean;
  /** Whether a server's span of the same trace names it as parent. */
  readonly isAnswered: boolean;
}

/** Whether a healthy order's outline needs the span: where a trace begins, and each side of a hop. */
export function isInSkeleton({ kind, isRoot, isAnswered }: SkeletonSpan): boolean {
  if (kind === 'server' || kind === 'producer' || kind === 'consumer') return true;
  return isRoot || (kind === 'client' && isAnswered);
}
