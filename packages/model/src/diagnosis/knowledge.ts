import { definedFields } from '@ordertrace/conventions';
import { clockCorrections, correctedGraph, sharedCorrections } from '../clocks/clock-corrections.js';
import { correctedEvents, correctedLogs } from '../clocks/corrected-records.js';
import type { Flow } from '../flow/flow.js';
import type { Coverage, LaterSigns } from '../hops/coverage.js';
import type { ProgressByService } from '../hops/hearing.js';
import { endNanos, type HopSpan } from '../hops/hop-span.js';
import type { Hop, HopContext, HopEnd } from '../hops/hop.js';
import { hopEndsOfMatches, hopsOfMatches, matchHops, type HopMatches } from '../hops/hops.js';
import type { LogSign } from '../hops/loose-signs.js';
import { concerns, namedInTraces, ownersOf, type Owners } from '../hops/ownership.js';
import { spanGraph } from '../hops/span-graph.js';
import { workInProgress, type Work } from '../hops/work.js';
import type { LastSign } from '../orders/order.js';
import type { OrderEvent } from '../orders/order-event.js';
import type { OrderRef } from '../orders/order-ref.js';
import { stageVisits } from '../stages/stage-visits.js';
import type { DurationNanos, EpochNanos } from '../time.js';
import { hasFailed } from './failures.js';
import { lastSignOf } from './last-sign.js';
import { errorsOf, type OrderError } from './order-errors.js';
import { progressOf, type ProgressCheck } from './progress.js';

/** Knowledge of an order from its spans and log lines, in addition to its events. */
export interface OrderKnowledge {
  /** The order's events, with the times of wrong clocks corrected. */
  readonly events: readonly OrderEvent[];
  /** Time to add to the clock of each service whose instances are all wrong by the same. */
  readonly clocks?: ReadonlyMap<string, DurationNanos>;
  readonly hops: readonly Hop[];
  readonly work: readonly Work[];
  /** Work that ended in an error at every try so far, by its first try. */
  readonly errors: readonly OrderError[];
  /** The last certain sign of the order; absent where there is none. */
  readonly lastSign?: LastSign;
}

export interface KnowledgeInput {
  readonly ref: OrderRef;
  /** All spans of the order's traces, those of other orders in them included; any order. */
  readonly spans: Iterable<HopSpan>;
  readonly events: readonly OrderEvent[];
  /** Log lines of the order's traces; needed only where spans leave a receipt open. */
  readonly logs?: readonly LogSign[];
  readonly flow: Flow;
  readonly coverage: Coverage;
  /** How far the telemetry of each application has come. */
  readonly hearing?: ProgressByService;
  readonly nowNanos: EpochNanos;
}

interface Ownership {
  readonly owners: (span: HopSpan) => Owners;
  readonly isOwn: (span: HopSpan) => boolean;
}

function ownershipOf({ graph }: HopMatches, ref: OrderRef): Ownership {
  const owners = ownersOf(graph);
  const named = namedInTraces(graph);
  const own = new Set(graph.spans.filter((span) => concerns(owners(span), ref, named.has(span.traceId))));
  return { owners, isOwn: (span) => own.has(span) };
}

/** Signs of the order after a sending: the stage it moved on to, and its receiver's own signs. */
function lifeAfterOf(
  events: readonly OrderEvent[],
  own: readonly HopSpan[],
  movedOnAfter: ProgressCheck,
): (sender: HopEnd, receiver: string) => LaterSigns {
  const latest = new Map<string, EpochNanos>();
  const note = (service: string, time: EpochNanos) => {
    if (time > (latest.get(service) ?? time - 1n)) latest.set(service, time);
  };
  for (const { service, startNanos } of own) note(service, startNanos);
  for (const { service, timeNanos } of events) note(service, timeNanos);
  return (sender, receiver) => {
    if (!movedOnAfter(sender.service, sender.timeNanos)) return 'none';
    return (latest.get(receiver) ?? sender.timeNanos) > sender.timeNanos ? 'receiver' : 'elsewhere';
  };
}

/** Whether the sender continued after its call failed. Such a caller has handled the failure. */
function isSurvived({ from, kind }: Hop, { graph }: HopMatches, isOwn: (span: HopSpan) => boolean): boolean {
  if (kind !== 'request') return false;
  const call = graph.at(from).find(({ service }) => service === from.service);
  const parent = call === undefined ? undefined : graph.parentOf(call);
  if (call === undefined || parent === undefined || !isOwn(parent)) return false;
  return hasFailed(call) && !hasFailed(parent) && endNanos(parent) >= endNanos(call);
}

function ownMatches(matches: HopMatches, { isOwn }: Ownership): HopMatches {
  return { ...matches, arrivals: matches.arrivals.filter(({ receipts }) => receipts.senders.some(isOwn)) };
}

function ownHops(matches: HopMatches, context: HopContext, { isOwn }: Ownership): readonly Hop[] {
  return hopsOfMatches(matches, context).map((hop) =>
    isSurvived(hop, matches, isOwn) ? { ...hop, survived: true } : hop,
  );
}

/** Works out an order's hops, work in progress and errors. */
export function orderKnowledge(input: KnowledgeInput): OrderKnowledge {
  const { ref, flow } = input;
  const recorded = spanGraph(input.spans);
  const corrections = clockCorrections(recorded);
  const graph = correctedGraph(recorded, corrections);
  const events = correctedEvents(input.events, recorded, corrections);
  const logs = correctedLogs(input.logs ?? [], recorded, corrections);
  const context: HopContext = { ...input, ref, events, logs };
  const matches = matchHops(graph, context);
  const ownership = ownershipOf(matches, ref);
  const own = ownMatches(matches, ownership);
  const ownSpans = graph.spans.filter(ownership.isOwn);
  const visits = stageVisits(
    flow,
    events.filter((event) => event.type === 'transition'),
  );
  const movedOnAfter = progressOf(hopEndsOfMatches(own), visits, events);
  const lifeAfter = lifeAfterOf(events, ownSpans, movedOnAfter);
  const lastSign = lastSignOf(ownSpans, events);
  return {
    events,
    ...(corrections.size === 0 ? {} : { clocks: sharedCorrections(recorded, corrections) }),
    hops: ownHops(own, { ...context, lifeAfter }, ownership),
    work: workInProgress(events, graph.spans),
    errors: errorsOf({ ...matches, flow, logs, ...ownership }, movedOnAfter),
    ...definedFields({ lastSign }),
  };
}
