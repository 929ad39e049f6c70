import { definedFields } from '@ordertrace/conventions';
import type { Flow } from '../flow/flow.js';
import { endNanos, roleOf, type HopSpan, type SpanRef } from '../hops/hop-span.js';
import { later, nanosFromMillis, type EpochNanos } from '../time.js';
import {
  endsLater,
  failedOperations,
  innermostFailure,
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
  readonly cause: SpanRef & {
    readonly service: string;
    readonly name: string;
    readonly statusCode: string;
    /** The error's own message; absent where the span has none. */
    readonly text?: string;
    /** What was called, where the cause is a call. */
    readonly called?: string;
  };
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

function causeOf(cause: HopSpan): OrderError['cause'] {
  const { traceId, spanId, service, name, statusCode, errorText, destination } = cause;
  const isCall = roleOf(cause) === 'sender';
  return {
    traceId,
    spanId,
    service,
    name,
    statusCode,
    ...definedFields({ text: errorText }),
    ...(isCall && destination !== undefined ? { called: destination } : {}),
  };
}

function errorOf(
  run: readonly [HopSpan, ...HopSpan[]],
  input: FailureInput & { readonly flow: Flow },
  items: WorkItems,
): OrderError {
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
    cause: causeOf(innermostFailure(last, input)),
  };
}

/**
 * The operations in which an order's work failed, each with all its tries, sorted by the first try.
 * Excluded are operations after which the order moved on, a later try succeeded, or the message was passed on for a
 * retry. Also excluded are failures that a caller survived, refusals that answer a person, and reads (GET).
 */
export function errorsOf(input: FailureInput, movedOnAfter: ProgressCheck): readonly OrderError[] {
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
