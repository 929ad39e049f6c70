import { dueAt, nanosFromMillis } from '@ordertrace/model';
import { telemetryOf } from '../../demo/dist/past/order-telemetry.js';
import { messageKinds } from '../../demo/dist/past/message-kinds.js';
import { planStories } from '../../demo/dist/past/plan-stories.js';
import { demonstrationShares } from '../../demo/dist/past/plan-story.js';
import { faultAt } from '../../demo/dist/past/story.js';
import { within } from '../../demo/dist/past/window.js';
import { hexOf, randomOf } from './random.js';

/**
 * Orders with known truth, for the benchmark of the diagnosis: the demonstration's past orders with many
 * faults, some with harmless disturbances.
 *
 * @typedef {{ code: string, owner?: string, place?: string, dueNanos: bigint }} Truth the expected verdict, and the time
 *   from which it is due
 * @typedef {{ orderId: string, tenantId: string, kind: string, truth: Truth | undefined, telemetry: object }} KnownOrder
 */
const shares = {
  ...demonstrationShares,
  lostInPricing: 0.12,
  calculationHangs: 0.06,
  failsWithError: 0.08,
  lostAfterPricing: 0.08,
  overduePerStage: 0.03,
  overcome: 0.3,
};

const withinMs = { message: 300_000, pricing: 3_600_000 };

/**
 * @param {{ flow: object, count: number, seed: number, until: number }} plan `until`: milliseconds since the epoch
 * @returns {KnownOrder[]} orders with a clear truth at `until`
 */
export function knownOrders({ flow, count, seed, until }) {
  const random = randomOf(seed);
  return planStories({ flow, seed, count, until, shares }).flatMap((story, index) => {
    const whole = within(telemetryOf(story, seed), { after: 0, upTo: until });
    if (whole.logs.length === 0) return [];
    const fault = faultAt(story, until);
    const { orderId, tenantId } = story;
    if (fault !== undefined) {
      const faulty = faultyOrder({ flow, fault, telemetry: whole, neverSent: index % 3 === 0 });
      return faulty.truth.dueNanos > nanosFromMillis(until) ? [] : [{ orderId, tenantId, ...faulty }];
    }
    const [kind, disturb] = disturbances[index % disturbances.length];
    const seen = Math.floor(index / disturbances.length) % 2 === 0 ? whole : untilPriced(story, whole);
    return [{ orderId, tenantId, kind, truth: undefined, telemetry: disturb(seen, random) }];
  });
}

/** Orders with faults that are due at `dueNanos`, one of each kind in turn. */
export function ordersDueAt({ flow, count, seed, until, dueNanos }) {
  const stories = planStories({ flow, seed, count: count * 60, until, shares });
  const byKind = new Map();
  for (const [index, story] of stories.entries()) {
    const { fault, overcomeAt = Infinity } = story;
    if (fault === undefined || fault.type === 'stage_overdue') continue;
    const live = { ...story, orderId: `L-${10_000 + index}` };
    const upTo = Math.min(overcomeAt - 1, fault.since + 86_400_000);
    const telemetry = within(telemetryOf(live, seed), { after: 0, upTo });
    const faulty = faultyOrder({ flow, fault, telemetry, neverSent: index % 3 === 0 });
    const shift = dueNanos - faulty.truth.dueNanos;
    const known = byKind.get(faulty.kind) ?? [];
    byKind.set(faulty.kind, known);
    if (known.length >= count) continue;
    known.push({
      orderId: live.orderId,
      tenantId: live.tenantId,
      kind: faulty.kind,
      truth: { ...faulty.truth, dueNanos },
      telemetry: shifted(faulty.telemetry, () => shift),
    });
  }
  return [...byKind.values()].flat();
}

/**
 * The order as if the customer had not yet answered the offer. Most past orders are closed, and closed orders
 * have no verdict. An open order can get a wrong one for any event on its way to the price.
 */
function untilPriced({ entries, fault }, telemetry) {
  if (fault !== undefined) return telemetry; // A resolved fault: the order is healthy only since then.
  const index = entries.findIndex(({ stage }) => stage === 'PRICED');
  const next = entries[index + 1];
  if (index < 0 || next === undefined) return telemetry;
  const settledMs = 120_000;
  const upTo = Math.min(entries[index].at + settledMs, next.at - 1);
  return upTo < entries[index].at + settledMs ? telemetry : within(telemetry, { after: 0, upTo });
}

/** A message that was saved but never published is visible only if the next step is a machine. */
const neverSentShows = new Set(['order.submitted', 'calculation.requested', 'calculation.completed']);

function faultyOrder({ flow, fault, telemetry, neverSent }) {
  switch (fault.type) {
    case 'message_not_consumed':
      return neverSent && neverSentShows.has(fault.message)
        ? neverPublished(telemetry)
        : messageLost(telemetry, fault.message);
    case 'work_not_finished':
      return calculationHangs(telemetry);
    case 'failed_with_error':
      return handlingFails(telemetry);
    case 'stage_overdue':
      return nobodyMoves(flow, telemetry, fault.stage);
  }
}

/** The last message without a receiver. */
function unconsumed({ spans }) {
  const parents = new Set(spans.map((span) => span.parentSpanId));
  return spans.findLast((span) => span.kind === 'producer' && !parents.has(span.spanId));
}

function endOf(span) {
  return span.startNanos + span.durationNanos;
}

function messageLost(telemetry, message) {
  const { queue, to } = messageKinds[message];
  const dueNanos = endOf(unconsumed(telemetry)) + nanosFromMillis(withinMs.message);
  const truth = { code: 'message_not_consumed', owner: to, place: queue, dueNanos };
  return { kind: `lost: ${message}`, truth, telemetry };
}

function neverPublished(telemetry) {
  const lost = unconsumed(telemetry);
  const spans = telemetry.spans.filter((span) => span !== lost);
  const since = entered(telemetry, 'SUBMITTED').timeNanos;
  const dueNanos = since + nanosFromMillis(withinMs.pricing);
  const truth = { code: 'stage_overdue', owner: 'mes-api', place: 'SUBMITTED', dueNanos };
  return { kind: 'saved, never published', truth, telemetry: { ...telemetry, spans } };
}

function calculationHangs(telemetry) {
  const log = telemetry.logs.find((one) => one.eventName === 'order.work_started');
  const dueNanos = log.timeNanos + nanosFromMillis(Number(log.attributes.get('expected_within_ms')));
  const truth = { code: 'work_not_finished', owner: 'calculation-service', place: 'price model', dueNanos };
  return { kind: 'calculation hangs', truth, telemetry };
}

function handlingFails(telemetry) {
  const failed = telemetry.spans.findLast((span) => span.status === 'error' && span.kind === 'consumer');
  const owner = failed.resource.attributes.get('service.name');
  const dueNanos = endOf(failed) + nanosFromMillis(withinMs.message);
  const truth = { code: 'failed_with_error', owner, place: failed.name, dueNanos };
  return { kind: 'handling fails', truth, telemetry };
}

function nobodyMoves(flow, telemetry, stage) {
  const since = entered(telemetry, stage).timeNanos;
  const { deadline } = flow.stages.find(({ name }) => name === stage);
  const truth = {
    code: 'stage_overdue',
    place: stage,
    dueNanos: dueAt(flow.calendar, since, deadline.amount),
  };
  return { kind: `nobody moves: ${stage}`, truth, telemetry };
}

function entered({ logs }, stage) {
  return logs.findLast((log) => log.attributes.get('stage') === stage);
}

function shifted({ spans, logs }, shiftOf) {
  const by = (record) => shiftOf(record.resource.attributes.get('service.name'));
  return {
    spans: spans.map((span) => ({
      ...span,
      startNanos: span.startNanos + by(span),
      events: span.events.map((event) => ({ ...event, timeNanos: event.timeNanos + by(span) })),
    })),
    logs: logs.map((log) => ({
      ...log,
      timeNanos: log.timeNanos + by(log),
      observedNanos: log.observedNanos + by(log),
    })),
  };
}

/** Harmless disturbances of healthy orders. */
const disturbances = [
  ['healthy', (telemetry) => telemetry],
  ['sent twice', ({ spans, logs }) => ({ spans: [...spans, ...spans], logs: [...logs, ...logs] })],
  ['out of order', ({ spans, logs }) => ({ spans: spans.toReversed(), logs: logs.toReversed() })],
  ['clocks apart', clocksApart],
  ['tried again', triedAgain],
  ['context lost on the way', contextLost],
];

/** Clocks differ by up to two minutes. */
function clocksApart(telemetry, random) {
  const services = ['shop-api', 'mes-api', 'calculation-service'];
  const shifts = new Map(services.map((service) => [service, BigInt(Math.round((random() - 0.5) * 240e9))]));
  return shifted(telemetry, (service) => shifts.get(service) ?? 0n);
}

/** The first message was handled only at the second try. */
function triedAgain({ spans, logs }, random) {
  const done = spans.find((span) => span.kind === 'consumer');
  if (done === undefined) return { spans, logs };
  const failed = {
    ...done,
    spanId: hexOf(random, 8),
    status: 'error',
    statusMessage: 'deadlock detected',
    startNanos: done.startNanos - 3_000_000n,
    durationNanos: 2_000_000n,
  };
  return { spans: [...spans, failed], logs };
}

/** One receiver began a new trace: only the message ID connects the two. */
function contextLost({ spans, logs }, random) {
  const first = spans.find((span) => span.kind === 'consumer');
  if (first === undefined) return { spans, logs };
  const traceId = hexOf(random, 16);
  const below = new Set([first.spanId]);
  for (let before = -1; below.size !== before;) {
    before = below.size;
    for (const span of spans) if (below.has(span.parentSpanId ?? '')) below.add(span.spanId);
  }
  const moved = (record) => (below.has(record.spanId) ? { ...record, traceId } : record);
  const root = Object.fromEntries(Object.entries(first).filter(([key]) => key !== 'parentSpanId'));
  return { spans: spans.map((span) => moved(span === first ? root : span)), logs: logs.map(moved) };
}
