import type { Certainty } from '../orders/order.js';
import type { EpochNanos } from '../time.js';
import { lossProbability, lostFrom, noCoverage, type Coverage, type PlaceCoverage } from './coverage.js';
import { concludableNanos } from './hearing.js';
import type { HopSpan } from './hop-span.js';
import type { HopContext, HopEnd, HopState } from './hop.js';

/** The state of a hop, and its certainty. */
export interface ReceiptVerdict {
  readonly state: HopState;
  readonly concludableNanos?: EpochNanos;
  readonly certainty?: Certainty;
}

export interface MissingInput {
  readonly senders: readonly HopSpan[];
  readonly from: HopEnd;
  readonly missing: readonly string[];
  readonly dueNanos: EpochNanos;
  readonly declared: boolean;
  readonly coverage: PlaceCoverage | undefined;
}

const counted = { seen: 0, unseen: 0, lost: 0 };

/** The smallest share that one of these services declares to sample. */
function leastShare(services: readonly string[], coverage: Coverage = noCoverage): number | undefined {
  const shares = services.flatMap((service) => coverage.sampledShare?.(service) ?? []);
  return shares.length === 0 ? undefined : Math.min(...shares);
}

/** Judges a receipt that is missing after its deadline. */
export function judgeMissing(input: MissingInput, context: HopContext): ReceiptVerdict {
  const { senders, from, missing, dueNanos, declared, coverage } = input;
  if (context.nowNanos < dueNanos) return { state: 'waiting' };
  const awaited = { receivers: missing, dueNanos };
  const concludable = concludableNanos(
    awaited,
    context.hearing ?? new Map<string, never>(),
    context.nowNanos,
  );
  if (context.nowNanos < concludable) return { state: 'waiting', concludableNanos: concludable };
  if (senders.every(({ refused, status }) => refused === true && status === 'error'))
    return { state: 'broken', certainty: 'proven' };
  const lives = missing.map((receiver) => context.lifeAfter?.(from, receiver) ?? 'none');
  const life = lives.find((one) => one === 'none') ?? lives[0] ?? 'none';
  const hides = declared && life === 'receiver' ? 'elsewhere' : life;
  const probability = lossProbability({
    coverage: coverage ?? counted,
    declared,
    sampledShare: coverage?.sampledShare ?? leastShare(missing, context.coverage),
    life: hides,
  });
  if (probability >= lostFrom) return { state: 'broken', certainty: 'likely' };
  return life === 'none' ? { state: 'unseen', certainty: 'likely' } : { state: 'untraced' };
}
