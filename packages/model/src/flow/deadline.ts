import { later, type DurationNanos, type EpochNanos } from '../time.js';
import type { Deadline, DeadlineAmount, Flow } from './flow.js';
import { flowIndex } from './flow-index.js';
import { stageTime, type LearnedStageTimes } from './stage-times.js';
import { addWorking, amountNanos } from './working-time.js';

/** Times at which an order in a stage becomes slow, late, or abandoned; absent where it never does. */
export interface StageDeadlines {
  readonly slowNanos?: EpochNanos;
  readonly dueNanos?: EpochNanos;
  /** Longest allowed stay, in the stage's own kind of time. */
  readonly allowedNanos?: DurationNanos;
  readonly abandonedNanos?: EpochNanos;
}

export interface StageEntry {
  readonly stage: string;
  readonly tenantId: string;
  readonly sinceNanos: EpochNanos;
}

/** A learned deadline is this many times the usual longest (p90). */
const learnedFactor = 2n;

function allowed(flow: Flow, deadline: Deadline, p90Nanos: DurationNanos | undefined): DurationNanos {
  if (deadline.type === 'within') return amountNanos(flow.calendar, deadline.amount);
  return later(amountNanos(flow.calendar, deadline.floor), (p90Nanos ?? 0n) * learnedFactor);
}

/** The time at which a duration after the stage's entry has passed, in the stage's own kind of time. */
export function timeAfter(flow: Flow, { stage, sinceNanos }: StageEntry, nanos: DurationNanos): EpochNanos {
  return stageTime(flowIndex(flow).stage(stage)) === 'working'
    ? addWorking(flow.calendar, sinceNanos, nanos)
    : sinceNanos + nanos;
}

/** The deadlines of an order that entered a stage. The slow time is before the due time, or absent. */
export function stageDeadlines(flow: Flow, entry: StageEntry, learned?: LearnedStageTimes): StageDeadlines {
  const stage = flowIndex(flow).stage(entry.stage);
  if (!stage) return {};
  const abandoned =
    stage.abandonedAfterMs === undefined
      ? {}
      : { abandonedNanos: entry.sinceNanos + BigInt(Math.round(stage.abandonedAfterMs)) * 1_000_000n };
  if (!stage.deadline) return abandoned;
  const p90Nanos = learned?.usual(entry.stage, entry.tenantId)?.p90Nanos;
  const allowedNanos = allowed(flow, stage.deadline, p90Nanos);
  const after = (nanos: DurationNanos): EpochNanos => timeAfter(flow, entry, nanos);
  const due = { ...abandoned, allowedNanos, dueNanos: after(allowedNanos) };
  const slows = p90Nanos !== undefined && p90Nanos > 0n && p90Nanos < allowedNanos;
  return slows ? { ...due, slowNanos: after(p90Nanos) } : due;
}

function counted(count: number, unit: string): string {
  return `${count} ${unit}${count === 1 ? '' : 's'}`;
}

function amountText(amount: DeadlineAmount, dayHours: number): string {
  if (amount.type === 'working') {
    if (Number.isInteger(amount.days)) return counted(amount.days, 'working day');
    return counted(Math.round(amount.days * dayHours * 100) / 100, 'working hour');
  }
  const units = [
    ['day', 86_400_000],
    ['hour', 3_600_000],
    ['minute', 60_000],
    ['second', 1000],
  ] as const;
  const [unit, millis] =
    units.find(([, length]) => amount.millis % length === 0) ?? (['second', 1000] as const);
  return counted(amount.millis / millis, unit);
}

/** A deadline in the words of a flow file: `1 working day`, `learned, at least 2 hours`. */
export function deadlineText(flow: Flow, deadline: Deadline): string {
  const dayHours = (flow.calendar.toMinute - flow.calendar.fromMinute) / 60;
  if (deadline.type === 'within') return amountText(deadline.amount, dayHours);
  return `learned, at least ${amountText(deadline.floor, dayHours)}`;
}
