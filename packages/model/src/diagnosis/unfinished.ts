import type { Hop } from '../hops/hop.js';
import { earlier, later, millisFromNanos, nanosFromMillis, type DurationNanos } from '../time.js';
import type { Work } from '../hops/work.js';
import type { Finding } from './finding.js';
import type { ProgressCheck } from './progress.js';
import type { StageView } from './stage-view.js';

/**
 * Time after the last sign at which handling without a seen end counts as broken off: the learned time at its place,
 * within these limits. Where too little is known, `unknownHandlingNanos`.
 */
const shortestHandlingNanos = nanosFromMillis(5 * 60_000);
const longestHandlingNanos = nanosFromMillis(24 * 3_600_000);
const unknownHandlingNanos = nanosFromMillis(10 * 60_000);

function allowedHandling({ coverage }: Hop): DurationNanos {
  const learned = coverage?.handlingNanos;
  if (learned === undefined) return unknownHandlingNanos;
  return later(shortestHandlingNanos, earlier(learned, longestHandlingNanos));
}

export function unfinishedWork(work: Work, view: StageView): readonly Finding[] {
  const fromNanos = work.dueNanos ?? view.deadlines.dueNanos;
  if (fromNanos === undefined) return [];
  const { traceId, spanId, startedNanos, service } = work;
  return [
    {
      situation: 'lost',
      code: 'work_not_finished',
      certainty: 'likely',
      fromNanos,
      sinceNanos: startedNanos,
      owner: service,
      services: [service],
      details: {
        stage: view.stage,
        work: work.work,
        application: service,
        allowed_ms: millisFromNanos(fromNanos - startedNanos),
      },
      evidence:
        traceId !== undefined && spanId !== undefined ? [{ type: 'span', traceId, spanId }] : view.evidence,
    },
  ];
}

/** Whether the same work began again later, or ended in another way. */
function doneAgain(work: Work, all: readonly Work[]): boolean {
  return all.some(
    (other) =>
      other !== work &&
      other.work === work.work &&
      other.startedNanos >= work.startedNanos &&
      (other.endedNanos !== undefined || other.startedNanos > work.startedNanos),
  );
}

/** Work that began, has not ended, and after which the order has not moved on. */
export function openWork(work: readonly Work[], movedOnAfter: ProgressCheck): readonly Work[] {
  return work.filter(
    (one) =>
      one.endedNanos === undefined && !movedOnAfter(one.service, one.startedNanos) && !doneAgain(one, work),
  );
}

/** Handling that only its effects show, because its own span never came. It still runs, or broke off. */
export function unfinishedHandling(
  hops: readonly Hop[],
  movedOnAfter: ProgressCheck,
  view: StageView,
): readonly Finding[] {
  return hops.flatMap((hop) => {
    const { unfinished, from, destination, optional, kind, proof } = hop;
    if (unfinished === undefined || optional === true || proof !== 'unfinished') return [];
    const { service, firstNanos, lastNanos, traceId, spanId } = unfinished;
    if (movedOnAfter(from.service, from.timeNanos) || movedOnAfter(service, lastNanos)) return [];
    const fromNanos = lastNanos + allowedHandling(hop);
    return [
      {
        situation: 'lost' as const,
        code: 'work_not_finished' as const,
        certainty: 'likely' as const,
        fromNanos,
        sinceNanos: firstNanos,
        owner: service,
        services: [service],
        details: {
          stage: view.stage,
          work: kind === 'message' ? destination : from.name,
          application: service,
          allowed_ms: millisFromNanos(fromNanos - firstNanos),
        },
        evidence: [
          { type: 'hop' as const, traceId: from.traceId, spanId: from.spanId },
          ...(spanId === '' ? [] : [{ type: 'span' as const, traceId, spanId }]),
        ],
      },
    ];
  });
}
