import type { DurationNanos, EpochNanos } from '../time.js';
import { stageDeadlines, timeAfter, type StageEntry } from './deadline.js';
import { flowIndex } from './flow-index.js';
import type { Flow } from './flow.js';
import type { LearnedStageTimes } from './stage-times.js';

/** Time from which an order risks missing its stage's deadline, with its forecast end. */
export interface StageRisk {
  /** Time from which the order is at risk; before the deadline. */
  readonly fromNanos: EpochNanos;
  /** Time at which the order will probably reach the end of its flow's usual way, as similar orders did. */
  readonly finishNanos: EpochNanos;
}

/** Largest share of orders on time that would have been flagged. */
const falseShare = 0.04;
/** Smallest share of late orders among those that stayed so long. */
const lateShare = 0.5;
/** Smallest number of late orders from which anything is learned. */
const leastLate = 3;

export interface LateStay {
  /** Stay after which an order was probably late. */
  readonly fromNanos: DurationNanos;
  /** Median stay of those orders. */
  readonly stayNanos: DurationNanos;
}

/**
 * The shortest stay that distinguishes late orders from the others. `undefined` where too few orders were late, or
 * where no stay before the deadline distinguishes them.
 *
 * @example lateStay([1, 1, 1, …, 2, 30, 31, 40], 20) // from 2: who stays longer stays about 31
 */
export function lateStay(stays: BigInt64Array, allowedNanos: DurationNanos): LateStay | undefined {
  const onTime = stays.filter((stay) => stay <= allowedNanos).length;
  const late = stays.length - onTime;
  if (late < leastLate) return undefined;
  const left = Math.max(Math.ceil(onTime * (1 - falseShare)), stays.length - Math.floor(late / lateShare));
  const fromNanos = left === 0 ? 0n : (stays[left - 1] ?? 0n);
  if (fromNanos >= allowedNanos) return undefined;
  return { fromNanos, stayNanos: stays[(left + stays.length) >> 1] ?? 0n };
}

/**
 * The risk of an order, from the stays of similar orders in its stage. `undefined` where they show none before the
 * deadline.
 */
export function stageRisk(flow: Flow, entry: StageEntry, learned?: LearnedStageTimes): StageRisk | undefined {
  const { allowedNanos } = stageDeadlines(flow, entry, learned);
  const stays = learned?.stays(entry.stage, entry.tenantId);
  if (learned === undefined || stays === undefined || allowedNanos === undefined) return undefined;
  const late = lateStay(stays, allowedNanos);
  if (late === undefined) return undefined;
  return {
    fromNanos: timeAfter(flow, entry, late.fromNanos + 1n),
    finishNanos: usualFinish(flow, { ...entry, leftNanos: timeAfter(flow, entry, late.stayNanos) }, learned),
  };
}

/**
 * Time at which the order ends if it leaves its stage at a given time. It then takes the usual next stages, each with
 * its usual time.
 */
function usualFinish(
  flow: Flow,
  from: { readonly stage: string; readonly tenantId: string; readonly leftNanos: EpochNanos },
  learned: LearnedStageTimes,
): EpochNanos {
  const index = flowIndex(flow);
  const { tenantId } = from;
  const seen = new Set([from.stage]);
  let sinceNanos = from.leftNanos;
  let stage = index.stage(from.stage)?.next[0];
  while (stage !== undefined && !index.isEnd(stage) && !seen.has(stage)) {
    seen.add(stage);
    const usual = learned.usual(stage, tenantId)?.p50Nanos ?? 0n;
    sinceNanos = timeAfter(flow, { stage, tenantId, sinceNanos }, usual);
    stage = index.stage(stage)?.next[0];
  }
  return sinceNanos;
}
