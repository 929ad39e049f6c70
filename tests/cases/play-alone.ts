import { parseFlow } from '@ordertrace/flow';
import {
  nanosFromMillis,
  ordersNamed,
  type EpochNanos,
  type OrderRef,
  type OrderState,
} from '@ordertrace/model';
import { RulesJudge } from '../support/rules-judge.js';
import type { Case, Expectation } from './case.js';
import { castOf } from './cast.js';
import { differences } from './compare.js';
import { flowOf } from './flow.js';
import { merged, Story, type Arrival } from './story.js';

const beginNanos = nanosFromMillis(Date.parse('2026-11-10T10:00:00Z'));
/** Telemetry that arrives within this time is received at once. */
const bucketNanos = nanosFromMillis(10_000);
const defaultCheckSeconds = 600;
/** Past orders of the story have ended by then. */
const historySeconds = -600;

interface Check {
  readonly expected: Expectation;
  readonly ref: OrderRef;
  readonly atNanos: EpochNanos;
}

/**
 * Plays one case by itself, on the rules of the model without a server. Judges its orders whenever telemetry arrives,
 * and when a verdict has to be checked again. Returns what is wrong with the verdicts, one sentence each.
 */
export async function playAlone(of: Case): Promise<readonly string[]> {
  const cast = castOf(0);
  const story = new Story({ key: of.name, order: of.name, cast, beginNanos });
  const checks = [of.tell(story)].flat().map((expected) => checkOf(story, expected));
  const judge = new RulesJudge(parseFlow(flowOf(cast, [story]), { fileName: 'cases' }));
  const arrivals = byBucket(story.arrivals);
  await learnHistory(judge, story, arrivals);
  const now = [...arrivals.keys()].filter((at) => at >= story.nanosAt(historySeconds));
  const wrong: string[] = [];
  const steps = new Steps([
    ...now.flatMap((at) => [at, at + bucketNanos]),
    ...checks.map((one) => one.atNanos),
  ]);
  for (const at of steps) {
    await judge.receive(merged(arrivals.get(at) ?? []), at);
    for (const ref of refsOf(story, checks)) {
      const state = await judge.judge(ref, at);
      steps.add(state?.checkNanos);
      const due = checks.filter((check) => check.atNanos === at && check.ref.orderId === ref.orderId);
      wrong.push(...due.flatMap(({ expected }) => complaints(judge, { ref, state, expected })));
    }
  }
  return wrong;
}

function checkOf(story: Story, expected: Expectation): Check {
  const ref = { ...story.ref, orderId: expected.order ?? story.order };
  return { expected, ref, atNanos: story.nanosAt(expected.at ?? defaultCheckSeconds) };
}

function refsOf(story: Story, checks: readonly Check[]): readonly OrderRef[] {
  const ids = new Set([story.order, ...checks.map(({ ref }) => ref.orderId)]);
  return [...ids].map((orderId) => ({ ...story.ref, orderId }));
}

function complaints(
  judge: RulesJudge,
  of: { readonly ref: OrderRef; readonly state: OrderState | undefined; readonly expected: Expectation },
): readonly string[] {
  const { at = defaultCheckSeconds } = of.expected;
  const found = differences({ ...of, problems: judge.problems(of.ref) });
  return found.map((one) => `${of.ref.orderId} after ${at} s: ${one}`);
}

function byBucket(arrivals: readonly Arrival[]): ReadonlyMap<EpochNanos, readonly Arrival[]> {
  const buckets = new Map<EpochNanos, Arrival[]>();
  for (const arrival of arrivals) {
    const after = arrival.arrivesNanos - beginNanos;
    const at = arrival.arrivesNanos + (((-after % bucketNanos) + bucketNanos) % bucketNanos);
    buckets.set(at, [...(buckets.get(at) ?? []), arrival]);
  }
  return buckets;
}

/** Takes in what came before the story, and learns from its past orders where receipts are seen. */
async function learnHistory(
  judge: RulesJudge,
  story: Story,
  arrivals: ReadonlyMap<EpochNanos, readonly Arrival[]>,
): Promise<void> {
  const untilNanos = story.nanosAt(historySeconds);
  const past = new Set<string>();
  for (const [at, inBucket] of arrivals) {
    if (at >= untilNanos) continue;
    const { spans, logs } = merged(inBucket);
    await judge.receive({ spans, logs }, at);
    for (const { attributes } of [...spans, ...logs])
      for (const { orderId } of ordersNamed((key) => attributes.get(key))) past.add(orderId);
  }
  for (const orderId of past) await judge.judge({ ...story.ref, orderId }, untilNanos);
}

/** Times in ascending order, each once; further ones may be added while they are passed. Ends with the last given. */
class Steps implements Iterable<EpochNanos> {
  readonly #open: Set<EpochNanos>;
  readonly #lastNanos: EpochNanos;
  #nowNanos = 0n;

  constructor(times: readonly EpochNanos[]) {
    this.#open = new Set(times);
    this.#lastNanos = times.reduce((a, b) => (a > b ? a : b));
  }

  add(nanos: EpochNanos | undefined): void {
    if (nanos !== undefined && nanos > this.#nowNanos && nanos < this.#lastNanos) this.#open.add(nanos);
  }

  *[Symbol.iterator](): Generator<EpochNanos> {
    while (this.#open.size > 0) {
      this.#nowNanos = [...this.#open].reduce((a, b) => (a < b ? a : b));
      this.#open.delete(this.#nowNanos);
      yield this.#nowNanos;
    }
  }
}
