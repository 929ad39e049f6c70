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
import { isFurtherTry, isHealed, passedOnNanos, type WorkItems } from './healing.js';
import type { MovedOnAfter } from './progress.js';

/** A piece of an order's work that ended in an error at every try, and nothing came after it; told by its last try. */
export interface OrderError extends SpanRef {
  /** Where the failure arrived: the application, and the name of its operation. */
  readonly service: string;
  readonly name: string;
  /** When the last try ended. */
  readonly timeNanos: EpochNanos;
  /** When the first try ended; what follows it in an unbroken run of errors does not put it off. */
  readonly firstNanos: EpochNanos;
  /** How many tries have failed. */
  readonly tries: number;
  /** When it counts as failed, whether it is still tried again or not. */
  readonly dueNanos: EpochNanos;
  readonly item?: string;
  /** Whether it is a call that nobody else's work waited for. */
  readonly isCall: boolean;
  /** The innermost failed span below it: the cause, as far as it is seen. */
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

/** Failures of the same work are one run, whose tries come by time. */
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
  const graceMs = last.carrier === 'message' ? messages.withinMs : requests.withinMs;
  return {
    traceId: last.traceId,
    spanId: last.spanId,
    service: last.service,
    name: last.name,
    timeNanos: endNanos(last),
    firstNanos: endNanos(first),
    tries: run.length,
    dueNanos: later(endNanos(first), passedOnNanos(last, items) ?? 0n) + nanosFromMillis(graceMs),
    isCall: roleOf(last) === 'sender',
    ...definedFields({ item: last.item }),
    cause: causeOf(innermostFailure(last, input)),
  };
}

/**
 * The operations in which an order's work failed, each with all its tries, by the first of them; unless the order moved
 * on after it, a later try succeeded, or it was sent on to be tried again. A failure that its caller survived is none,
 * nor is a refusal that answers a person, nor a look (GET).
 */
export function errorsOf(input: FailureInput, movedOnAfter: MovedOnAfter): readonly OrderError[] {
  const failed = failedOperations(input);
  if (failed.length === 0) return [];
  const { graph, arrivals, isOwn } = input;
  const items: WorkItems = { graph, arrivals, isOwn, received: sendingsByReceiver(arrivals) };
  const unsolved = failed
    .filter((span) => !movedOnAfter(span.service, endNanos(span)))
    .filter((span) => !isHealed(span, items));
  return runsOf(unsolved, items)
    .filter((run) => run.at(-1)?.willRetry !== true)
    .map((run) => errorOf(run, input, items));
}
