import { cpus } from 'node:os';
import { parseFlow } from '@ordertrace/flow';
import { nanosFromMillis } from '@ordertrace/model';
import { TelemetryJudge } from '../support/telemetry-judge.js';
import { agents } from './agents.js';
import { castOf, type Cast } from './cast.js';
import { randomOf } from './random.js';
import { Story, type Arrival, type SpanHandle } from './story.js';

const kafka = agents['kafka-java'];
const beginMs = Date.parse('2026-11-10T10:00:00Z');
const beginNanos = nanosFromMillis(beginMs);
const hour = 3600;
const orderEverySeconds = 30;
/** Orders are placed for so long. The disturbance begins at 0. */
const placedFrom = -3 * hour;
const placedUntil = 4 * hour;
const endSeconds = 6 * hour;
const stepSeconds = 30;
/** Batches of a backlog come more often. */
const backlogStepSeconds = 10;
const backlogEnds = 2.25 * hour;
const faultShare = 0.05;

interface Plan {
  readonly story: Story;
  readonly placedAt: number;
  /** Which message is lost; absent for a healthy order. */
  readonly lost?: 'bills' | 'parcels';
}

/** A disturbance: when billing takes a message, which of its spans are exported, when telemetry arrives. */
interface Disturbance {
  readonly name: string;
  readonly takenAt?: (at: number, index: number) => number;
  readonly isExported?: (plan: Plan) => boolean;
  readonly arrivesAt?: (at: number) => number;
  /** Orders that the disturbance really holds up. They may be reported while it lasts. */
  readonly isHeldUp?: (plan: Plan) => boolean;
}

const caughtUpPerSecond = 12;

export const disturbances: readonly Disturbance[] = [
  { name: 'none' },
  {
    name: 'one consumer away for an hour',
    takenAt: (at, index) => (at >= 0 && at < hour ? hour + index * 0.2 : at),
    isHeldUp: ({ placedAt }) => placedAt > -60 && placedAt < hour,
  },
  {
    name: 'all telemetry away for two hours, then catching up',
    arrivesAt: (at) => (at >= 0 && at < 2 * hour ? 2 * hour + at / caughtUpPerSecond : at),
  },
  {
    name: 'one consumer sampled at 10 % in traces of its own',
    isExported: ({ story }) => randomOf(`sampled ${story.order}`).next() < 0.1,
  },
];

function flowOf({ shop, billing, shipping }: Cast): string {
  return `
name: disturbed
start: [PLACED]
end: [DONE]
stages:
  PLACED: { owner: ${billing.name}, waits_for: machine, within: 20 minutes, next: [PAID] }
  PAID: { owner: ${shipping.name}, waits_for: machine, within: 20 minutes, next: [SHIPPED] }
  SHIPPED: { owner: ${shop.name}, waits_for: carrier, within: 2 hours, next: [DONE] }
  DONE:
messages: { within: 1 minute }
requests: { within: 1 minute }
`;
}

function plansOf(cast: Cast): readonly Plan[] {
  const random = randomOf(`disturbances ${cast.seed}`);
  const plans: Plan[] = [];
  for (let placedAt = placedFrom; placedAt < placedUntil; placedAt += orderEverySeconds) {
    const order = `d-${cast.seed}-${plans.length}`;
    const begin = beginNanos + nanosFromMillis(placedAt * 1000);
    const story = new Story({ key: 'disturbed', order, cast, beginNanos: begin });
    const isFault = placedAt > placedFrom + hour && random.next() < faultShare;
    const lost = random.next() < 0.5 ? ('bills' as const) : ('parcels' as const);
    plans.push({ story, placedAt, ...(isFault ? { lost } : {}) });
  }
  return plans;
}

function tell({ story, placedAt, lost }: Plan, disturbance: Disturbance, index: number): void {
  const { billing, shipping, shop } = story.cast;
  const { takenAt = (at: number) => at, isExported } = disturbance;
  const sent = kafka.send(story, { queue: story.place('bills'), at: 1, under: story.placed() });
  if (lost === 'bills') return;
  const taken = takenAt(placedAt + 3, index) - placedAt;
  const sampled = isExported?.({ story, placedAt });
  const work = billed(story, { sent, taken, sampled });
  story.stage('PAID', taken + 1, { by: billing });
  const parcel = kafka.send(story, {
    from: billing,
    queue: story.place('parcels'),
    at: taken + 2,
    under: work,
  });
  if (lost === 'parcels') return;
  kafka.process(story, shipping, parcel, { at: taken + 4 });
  story.stage('SHIPPED', taken + 5, { by: shipping });
  story.stage('DONE', taken + 1800, { by: shop });
}

/** Billing's work on a message: with the message's context, or sampled in a trace of its own. */
function billed(
  story: Story,
  {
    sent,
    taken,
    sampled,
  }: { sent: ReturnType<typeof kafka.send>; taken: number; sampled: boolean | undefined },
): SpanHandle {
  const { billing } = story.cast;
  if (sampled === undefined) return kafka.process(story, billing, sent, { at: taken, lasts: 2 });
  return story.span(billing, {
    name: `${sent.queue} process`,
    kind: 'consumer',
    at: taken,
    lasts: 2,
    exported: sampled,
    attributes: { 'messaging.system': 'kafka', 'messaging.destination.name': sent.queue },
  });
}

function heartbeats(cast: Cast, { takenAt }: Disturbance): readonly Arrival[] {
  const story = new Story({ key: 'heartbeats', order: '', cast, beginNanos });
  for (let at = placedFrom; at < endSeconds; at += 20)
    for (const app of [cast.shop, cast.billing, cast.shipping]) {
      const isAway = app === cast.billing && takenAt !== undefined && at >= 0 && at < hour;
      if (!isAway) story.span(app, { name: 'heartbeat', at, names: false });
    }
  return story.arrivals;
}

/** The first step at this time or later. */
function stepAfter(at: number): number {
  const seconds = at > 2 * hour && at <= backlogEnds ? backlogStepSeconds : stepSeconds;
  return Math.ceil(at / seconds) * seconds;
}

/** Arrivals by the step in which the server gets them, in seconds after the disturbance begins. */
function stepsOf(
  arrivals: readonly Arrival[],
  { arrivesAt = (at) => at }: Disturbance,
): Map<number, Arrival[]> {
  const steps = new Map<number, Arrival[]>();
  const seconds = ({ arrivesNanos }: Arrival) => Number((arrivesNanos - beginNanos) / 1_000_000n) / 1000;
  for (const arrival of [...arrivals].sort((a, b) => Number(a.arrivesNanos - b.arrivesNanos))) {
    const step = stepAfter(arrivesAt(seconds(arrival)));
    const known = steps.get(step);
    if (known === undefined) steps.set(step, [arrival]);
    else known.push(arrival);
  }
  return steps;
}

interface Result {
  readonly plan: Plan;
  readonly situation: string;
  readonly owner: string;
  readonly everProblem: boolean;
  readonly openProblem: boolean;
}

const bad: readonly string[] = ['failed', 'lost', 'stuck'];

/** Plays a day with one disturbance on the server's own way from OTLP to a verdict, by a clock of its own. */
export async function playDisturbance(disturbance: Disturbance, seed: number): Promise<readonly Result[]> {
  const cast = castOf(seed);
  const plans = plansOf(cast);
  plans.forEach((plan, index) => tell(plan, disturbance, index));
  const arrivals = [...plans.flatMap(({ story }) => story.arrivals), ...heartbeats(cast, disturbance)];
  const steps = stepsOf(arrivals, disturbance);
  const judge = new TelemetryJudge({
    flows: [parseFlow(flowOf(cast), { fileName: 'disturbed' })],
    nowMs: beginMs + placedFrom * 1000,
  });
  try {
    for (let step = placedFrom; step <= endSeconds; step = stepAfter(step + 1)) {
      await judge.moveTo(beginMs + step * 1000);
      const arrived = steps.get(step) ?? [];
      await judge.receive({
        spans: arrived.flatMap(({ spans }) => spans),
        logs: arrived.flatMap(({ logs }) => logs),
      });
    }
    return await Promise.all(plans.map((plan) => resultOf(judge, plan)));
  } finally {
    await judge.store.close();
  }
}

async function resultOf(judge: TelemetryJudge, plan: Plan): Promise<Result> {
  const state = await judge.order(plan.story.ref);
  const problems = await judge.problems(plan.story.ref);
  return {
    plan,
    situation: state?.diagnosis?.situation ?? 'closed',
    owner: state?.diagnosis?.owner ?? '',
    everProblem: problems.length > 0,
    openProblem: problems.some((problem) => problem.state !== 'resolved'),
  };
}

export interface DisturbanceFigures {
  readonly orders: number;
  readonly faults: number;
  readonly found: number;
  readonly right_place: number;
  readonly healthy: number;
  /** Healthy orders that were not held up, and had a problem at any time. */
  readonly false_alarms: number;
  readonly held_up: number;
  readonly held_up_reported: number;
  /** Orders that were held up, with a problem at the end. */
  readonly held_up_still_reported: number;
}

export function figuresOf(
  results: readonly Result[],
  { isHeldUp = () => false }: Disturbance,
): DisturbanceFigures {
  const faults = results.filter(({ plan }) => plan.lost !== undefined);
  const found = faults.filter(({ situation }) => bad.includes(situation));
  const fine = results.filter(({ plan }) => plan.lost === undefined);
  const heldUp = fine.filter(({ plan }) => isHeldUp(plan));
  const healthy = fine.filter(({ plan }) => !isHeldUp(plan));
  const receiverOf = ({ story, lost }: Plan) =>
    lost === 'bills' ? story.cast.billing.name : story.cast.shipping.name;
  return {
    orders: results.length,
    faults: faults.length,
    found: found.length,
    right_place: found.filter(({ plan, owner }) => owner === receiverOf(plan)).length,
    healthy: healthy.length,
    false_alarms: healthy.filter(({ everProblem }) => everProblem).length,
    held_up: heldUp.length,
    held_up_reported: heldUp.filter(({ everProblem }) => everProblem).length,
    held_up_still_reported: heldUp.filter(({ openProblem }) => openProblem).length,
  };
}

/** Prints the figures of each disturbance. */
export async function measureDisturbances({ seed, only }: { readonly seed: number; readonly only: string }) {
  const machine = `${cpus().length} × ${cpus()[0]?.model ?? 'unknown'}, Node ${process.version}`;
  for (const disturbance of disturbances.filter(({ name }) => name.includes(only))) {
    const figures = figuresOf(await playDisturbance(disturbance, seed), disturbance);
    for (const [metric, value] of Object.entries(figures))
      console.log(
        JSON.stringify({
          bench: 'disturbances',
          metric: `${disturbance.name}: ${metric}`,
          value,
          unit: 'orders',
          machine,
        }),
      );
  }
}
