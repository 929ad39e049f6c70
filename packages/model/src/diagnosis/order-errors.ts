import { definedFields } from '@ordertrace/conventions';
import type { ErrorText } from '../hops/error-text.js';
import { endNanos, roleOf, type HopSpan, type SpanRef } from '../hops/hop-span.js';
import type { LogSign } from '../hops/loose-signs.js';
import { later, nanosFromMillis, type EpochNanos } from '../time.js';
import {
  endsLater,
  failedOperations,
  failurePath,
  sendingsByReceiver,
  type FailureInput,
} from './failures.js';
import { isFurtherTry, isHealed, passedOn, spansByOperation, type WorkItems } from './healing.js';
import type { ProgressCheck } from './progress.js';

/** A piece of an order's work that failed at every try, with no progress after it. Its span is the last try. */
export interface OrderError extends SpanRef {
  /** Application in which the work failed; `name` is its operation. */
  readonly service: string;
  readonly name: string;
  /** When the last try ended. */
  readonly timeNanos: EpochNanos;
  /** When the first try ended. Later errors in an unbroken run do not postpone this time. */
  readonly firstNanos: EpochNanos;
  /** How many tries have failed. */
  readonly tries: number;
  /** When the work counts as failed, even if it is still retried. */
  readonly dueNanos: EpochNanos;
  readonly item?: string;
  /** The queue to which the message was passed on for a retry, where nobody has taken it so far. */
  readonly passedOnTo?: string;
  /** Whether it is a call for which no other work waited. */
  readonly isCall: boolean;
  /** The cause as far as it is seen: the innermost failed span below. */
  readonly cause: SpanRef &
    ErrorText & {
      readonly service: string;
      readonly name: string;
      readonly statusCode: string;
      /** What was called, where the cause is a call. */
      readonly called?: string;
    };
}

interface ErrorsInput extends FailureInput {
  /** Log lines, for the messages of errors. */
  readonly logs?: readonly LogSign[];
}

/** Details with the error's own words, for the people who mend it. */
export function errorDetails(error: ErrorText | undefined): Readonly<Record<string, string>> {
  return definedFields({ error_text: error?.errorText, error_type: error?.errorType });
}

/** Groups failures of the same work into runs. Tries are sorted by time. */
function runsOf(failed: readonly HopSpan[], items: WorkItems): readonly (readonly [HopSpan, ...HopSpan[]])[] {
  const runs: [HopSpan, ...HopSpan[]][] = [];
  for (const span of [...failed].sort((a, b) => (endsLater(a, b) ? 1 : -1))) {
    const run = runs.find((known) => known.some((one) => isFurtherTry(one, span, items)));
    if (run === undefined) runs.push([span]);
    else run.push(span);
  }
  return runs;
}

/** The last error that the span's log lines report. Of lines with equal times, always the same one. */
function lastErrorLine(logs: readonly LogSign[], { traceId, spanId }: SpanRef): LogSign | undefined {
  return logs
    .filter((log) => log.errorText !== undefined && log.spanId === spanId && log.traceId === traceId)
    .toSorted(
      (a, b) => Number(a.timeNanos - b.timeNanos) || ((a.errorText ?? '') < (b.errorText ?? '') ? -1 : 1),
    )
    .at(-1);
}

/** The error's own words: those of the innermost span that has any, by itself or in its log lines. */
function errorTextOnPath(path: readonly HopSpan[], logs: readonly LogSign[]): ErrorText {
  for (const span of path.toReversed()) {
    const { errorText, errorType } = span;
    if (errorText !== undefined) return definedFields({ errorText, errorType });
    const line = lastErrorLine(logs, span);
    if (line !== undefined) return definedFields({ errorText: line.errorText, errorType: line.errorType });
  }
  const errorType = path.findLast((span) => span.errorType !== undefined)?.errorType;
  return definedFields({ errorType });
}

function causeOf(operation: HopSpan, input: ErrorsInput): OrderError['cause'] {
  const path = [...failurePath(operation, input)];
  const cause = path.at(-1) ?? operation;
  const { traceId, spanId, service, name, statusCode, destination } = cause;
  const isCall = roleOf(cause) === 'sender';
  return {
    traceId,
    spanId,
    service,
    name,
    statusCode,
    ...errorTextOnPath(path, input.logs ?? []),
    ...(isCall && destination !== undefined ? { called: destination } : {}),
  };
}

function errorOf(run: readonly [HopSpan, ...HopSpan[]], input: ErrorsInput, items: WorkItems): OrderError {
  const [first] = run;
  const last = run.at(-1) ?? first;
  const { messages, requests } = input.flow;
  const retry = passedOn(last, items);
  const graceMs = last.carrier === 'message' ? messages.withinMs : requests.withinMs;
  return {
    traceId: last.traceId,
    spanId: last.spanId,
    service: last.service,
    name: last.name,
    timeNanos: endNanos(last),
    firstNanos: endNanos(first),
    tries: run.length,
    dueNanos: later(endNanos(first), retry?.nanos ?? 0n) + nanosFromMillis(graceMs),
    isCall: roleOf(last) === 'sender',
    ...definedFields({ item: last.item, passedOnTo: retry?.destination }),
    cause: causeOf(last, input),
  };
}

/**
 * The operations in which an order's work failed, each with all its tries, sorted by the first try.
 * Excluded are operations after which the order moved on, a later try succeeded, or the message was passed on for a
 * retry. Also excluded are failures that a caller survived, refusals that answer a person, and reads (GET).
 */
export function errorsOf(input: ErrorsInput, movedOnAfter: ProgressCheck): readonly OrderError[] {
  const failed = failedOperations(input);
  if (failed.length === 0) return [];
  const { graph, arrivals, isOwn } = input;
  const items: WorkItems = {
    graph,
    arrivals,
    received: sendingsByReceiver(arrivals),
    byOperation: spansByOperation(graph.spans.filter(isOwn)),
  };
  const unsolved = failed
    .filter((span) => !movedOnAfter(span.service, endNanos(span)))
    .filter((span) => !isHealed(span, items));
  return runsOf(unsolved, items)
    .filter((run) => run.at(-1)?.willRetry !== true)
    .map((run) => errorOf(run, input, items));
}
