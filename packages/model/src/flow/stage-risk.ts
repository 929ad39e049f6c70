import type { DurationNanos, EpochNanos } from '../time.js';
import { stageDeadlines, timeAfter, type StageEntry } from './deadline.js';
import { flowIndex } from './flow-index.js';
import type { Flow } from './flow.js';
import type { LearnedStageTimes } from './stage-times.js';

/** From when an order is at risk of missing its stage's deadline, and when it will finish if it goes on so. */
export interface StageRisk {
  /** Before the deadline. */
  readonly fromNanos: EpochNanos;
  /** When it will reach the end of its flow's usual way, as orders like it did. */
  readonly finishNanos: EpochNanos;
}

/** Of the orders that were on time at most this share stayed so long that they would have been flagged. */
const falseShare = 0.04;
/** At least this share of the orders that stayed so long were late. */
const lateShare = 0.5;
/** With fewer late orders nothing is known of them. */
const leastLate = 3;

export interface LateStay {
  /** An order that stayed longer than this was probably late. */
  readonly fromNanos: DurationNanos;
  /** How long the middle one of those stayed. */
  readonly stayNanos: DurationNanos;
}

/**
 * The shortest stay that tells late orders from the others; `undefined` where none does before the deadline, or too
 * few were late.
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

/** By how long orders like it stayed in its stage; `undefined` where that says nothing before the deadline. */
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

/** From when it leaves its stage along the usual next stages, each as long as usual. */
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
