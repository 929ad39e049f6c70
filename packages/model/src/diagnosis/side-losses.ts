import { definedFields } from '@ordertrace/conventions';
import type { Flow } from '../flow/flow.js';
import { judgeableNanos, type Reception } from '../hops/hearing.js';
import type { Hop } from '../hops/hop.js';
import type { Diagnosis, OrderState } from '../orders/order.js';
import { stageVisits } from '../stages/stage-visits.js';
import { earlier, millisFromNanos, nanosFromMillis, type EpochNanos } from '../time.js';
import type { OrderKnowledge } from './knowledge.js';
import { progressOf, type ProgressCheck } from './progress.js';
import { coverageDetails, isReplaced } from './undelivered.js';

/** A lost message that does not hold its order up: a problem of its own beside the order's situation. */
export type SideLoss = Pick<Diagnosis, 'certainty' | 'details' | 'owner' | 'sinceNanos'>;

export interface SideLosses {
  readonly lost: readonly SideLoss[];
  /** When the result may change if nothing new is seen. */
  readonly checkNanos?: EpochNanos;
}

export interface SideLossInput {
  readonly order: OrderState;
  readonly flow: Flow;
  readonly knowledge: OrderKnowledge;
  /** What is known of the way of all telemetry; where absent, it counts as complete. */
  readonly reception?: Reception;
  readonly nowNanos: EpochNanos;
}

/** A closed order with a lost message is judged once a day for a week, because its receipt may still come. */
const againNanos = nanosFromMillis(86_400_000);
const followedNanos = 7n * againNanos;

/** The order's progress up to a time. */
function progressUntil({ flow, knowledge }: SideLossInput, untilNanos: EpochNanos): ProgressCheck {
  const until = knowledge.events.filter(({ timeNanos }) => timeNanos <= untilNanos);
  const visits = stageVisits(
    flow,
    until.filter((event) => event.type === 'transition'),
  );
  return progressOf(knowledge.hops, visits, until);
}

/**
 * Whether a message is a side message: the flow file marks it as optional, or the order moved on before the message was
 * due. If the order waited past the deadline, the message held it up and is no side message.
 */
function isSide(hop: Hop, input: SideLossInput): boolean {
  if (hop.optional === true) return true;
  return progressUntil(input, hop.dueNanos)(hop.from.service, hop.from.timeNanos);
}

/** When the missing receipt can be judged: not while the telemetry that would show it has not arrived. */
function judgedFrom({ concludableNanos, dueNanos }: Hop, { reception, nowNanos }: SideLossInput): EpochNanos {
  const fromNanos = concludableNanos ?? dueNanos;
  return reception === undefined ? fromNanos : judgeableNanos(reception, fromNanos, nowNanos);
}

function lossOf(hop: Hop, { stage }: OrderState): SideLoss {
  const { certainty } = hop;
  const receiver = hop.missing[0] ?? '';
  const { service: sender, timeNanos } = hop.from;
  return {
    owner: receiver || sender,
    ...definedFields({ certainty }),
    sinceNanos: timeNanos,
    details: {
      ...{ stage, destination: hop.destination, sender, receiver },
      allowed_ms: millisFromNanos(hop.dueNanos - timeNanos),
      ...coverageDetails(hop),
      ...(hop.item === undefined ? {} : { item: hop.item }),
    },
  };
}

/** Lost side messages of an order, open or closed. They do not change its situation. */
export function sideLossesOf(input: SideLossInput): SideLosses {
  const { order, knowledge, nowNanos } = input;
  const { hops } = knowledge;
  const missing = hops.filter(({ kind, missing }) => kind === 'message' && missing.length > 0);
  const found = missing.filter(
    (hop) => hop.state === 'broken' && !isReplaced(hop, hops) && isSide(hop, input),
  );
  const waiting = [...missing.filter(({ state }) => state === 'waiting'), ...found].map((hop) =>
    judgedFrom(hop, input),
  );
  const lost = found.filter((hop) => judgedFrom(hop, input) <= nowNanos);
  const isFollowed = order.closedNanos !== undefined && nowNanos < order.closedNanos + followedNanos;
  const checks = [...waiting, ...(lost.length > 0 && isFollowed ? [nowNanos + againNanos] : [])];
  const later = checks.filter((at) => at > nowNanos);
  return {
    lost: lost.map((hop) => lossOf(hop, order)),
    ...(later.length === 0 ? {} : { checkNanos: later.reduce(earlier) }),
  };
}
