import { parseFlow } from '@ordertrace/flow';
import { nanosFromMillis } from '@ordertrace/model';
import type { Store } from '@ordertrace/store';
import { TelemetryJudge } from '../support/telemetry-judge.js';
import type { Case, Expectation } from './case.js';
import { castOf, type Cast } from './cast.js';
import { differences } from './compare.js';
import { flowOf } from './flow.js';
import { randomOf } from './random.js';
import { merged, Story, type Arrival } from './story.js';

export interface PlayOptions {
  /** Which services, queues, and numbers; 0 is the corpus as it is written. */
  readonly seed?: number;
  /** Cases and arrivals of one moment come in an order that this number decides. */
  readonly shuffle?: number;
  readonly store?: Store;
}

export interface Outcome {
  readonly case: Case;
  readonly order: string;
  readonly at: number;
  readonly expected: Expectation;
  /** Empty where the verdict is right. */
  readonly wrong: readonly string[];
  /** The situation that was reported. */
  readonly situation: string;
}

/** A Tuesday; the flow has no working time. */
const beginMs = Date.parse('2026-11-10T10:00:00Z');
const beginNanos = nanosFromMillis(beginMs);
const historySeconds = -4 * 3600;
/** Telemetry that arrives within so many seconds is received at once. */
const bucketSeconds = 10;
const defaultCheckSeconds = 600;
/** All services are seen alive for so long around the situations. */
const beatsFrom = -900;
const beatsUntil = 1200;
const beatSeconds = 30;

interface Check {
  readonly of: Case;
  readonly story: Story;
  readonly expected: Expectation;
  readonly at: number;
}

/** Plays all cases at once on one server with one store, by a clock of its own, and compares each verdict. */
export async function playCases(cases: readonly Case[], options: PlayOptions = {}): Promise<Outcome[]> {
  const { seed = 0, shuffle, store } = options;
  const cast = castOf(seed);
  const random = randomOf(`shuffle ${shuffle}`);
  const ordered = shuffle === undefined ? cases : random.shuffled(cases);
  const stories = ordered.map((one) => told(one, cast));
  const flow = flowOf(
    cast,
    stories.map(({ story }) => story),
  );
  const judge = new TelemetryJudge({
    flows: [parseFlow(flow, { fileName: 'cases' })],
    nowMs: beginMs + historySeconds * 1000,
    ...(store === undefined ? {} : { store }),
  });
  const arrivals = [...stories.flatMap(({ story }) => story.arrivals), ...heartbeats(cast)];
  const checks = stories.flatMap((one) => one.checks).sort((a, b) => a.at - b.at);
  const buckets = bucketsOf(shuffle === undefined ? arrivals : random.shuffled(arrivals));
  const outcomes: Outcome[] = [];
  try {
    for (const step of stepsOf(buckets, checks)) {
      await judge.moveTo(beginMs + step * 1000);
      await judge.receive(merged(buckets.get(step) ?? []));
      for (const check of checks.filter(({ at }) => at === step)) outcomes.push(await judged(judge, check));
    }
  } finally {
    await judge.store.close();
  }
  return outcomes.sort((a, b) => cases.indexOf(a.case) - cases.indexOf(b.case));
}

function told(of: Case, cast: Cast): { readonly story: Story; readonly checks: readonly Check[] } {
  const story = new Story({ key: of.name, order: orderIdOf(of, cast), cast, beginNanos });
  const expectations = [of.tell(story)].flat() as readonly Expectation[];
  const checks = expectations.map((expected) => ({
    of,
    story,
    expected,
    at: expected.at ?? defaultCheckSeconds,
  }));
  return { story, checks };
}

function orderIdOf({ name }: Case, { seed }: Cast): string {
  return seed === 0 ? name : `${seed}-${name}`;
}

function heartbeats(cast: Cast): Arrival[] {
  const apps = [cast.shop, cast.billing, cast.shipping, cast.stock, cast.mailer];
  const story = new Story({ key: 'heartbeats', order: '', cast, beginNanos });
  for (let at = beatsFrom; at < beatsUntil; at += beatSeconds)
    for (const app of apps) story.span(app, { name: 'heartbeat', at, names: false });
  return story.arrivals;
}

function bucketsOf(arrivals: readonly Arrival[]): Map<number, Arrival[]> {
  const buckets = new Map<number, Arrival[]>();
  for (const arrival of arrivals) {
    const seconds = Number((arrival.arrivesNanos - beginNanos) / 1_000_000n) / 1000;
    const bucket = Math.ceil(seconds / bucketSeconds) * bucketSeconds;
    const known = buckets.get(bucket);
    if (known === undefined) buckets.set(bucket, [arrival]);
    else known.push(arrival);
  }
  return buckets;
}

/** When something arrives or is compared, and a moment later: what arrived in one step is judged in the next. */
function stepsOf(buckets: ReadonlyMap<number, unknown>, checks: readonly Check[]): number[] {
  const arrivals = [...buckets.keys()];
  const settled = arrivals.map((at) => at + bucketSeconds);
  const due = checks.flatMap(({ at }) => [at - bucketSeconds, at]);
  return [...new Set([...arrivals, ...settled, ...due])].sort((a, b) => a - b);
}

async function judged(judge: TelemetryJudge, { of, story, expected, at }: Check): Promise<Outcome> {
  const order = expected.order ?? story.order;
  const ref = { tenantId: 'retail', orderId: order };
  const state = await judge.order(ref);
  const problems = await judge.problems(ref);
  const wrong = differences({ state, problems, expected });
  const situation = state === undefined ? 'unknown' : (state.diagnosis?.situation ?? 'closed');
  return { case: of, order, at, expected, wrong, situation };
}
