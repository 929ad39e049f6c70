import type { Stage } from '@ordertrace/conventions';
import { addWorking, millisFromNanos, nanosFromMillis, workingDayNanos, type Flow } from '@ordertrace/model';
import type { Random } from '../random.js';
import type { EpochMs } from './story.js';

const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;

/**
 * Distribution of the time that healthy orders stay in a stage: half of them are shorter than the median. A
 * larger spread gives longer tails.
 */
interface Pace {
  readonly median: number;
  readonly spread: number;
  /** Upper limit. */
  readonly atMost: number;
}

/** In milliseconds. Machines and customers have no working hours. */
const machineAndCustomer = {
  model: { median: 9 * minute, spread: 1.2, atMost: 2 * day },
  submit: { median: 90 * second, spread: 1, atMost: 3 * hour },
  queue: { median: 1.2 * second, spread: 0.5, atMost: 20 * second },
  calculation: { median: 26 * second, spread: 1.15, atMost: 40 * minute },
  approval: { median: 5 * hour, spread: 1.4, atMost: 24 * day },
  delivery: { median: 3.6 * day, spread: 0.4, atMost: 12 * day },
  secondThought: { median: 20 * hour, spread: 1.2, atMost: 20 * day },
  patience: { median: 6 * day, spread: 0.5, atMost: 25 * day },
} satisfies Record<string, Pace>;

export type Wait = keyof typeof machineAndCustomer;

/** Fractions of the stage's deadline. Healthy orders never reach the deadline. */
const operatorPace: Pace = { median: 0.28, spread: 0.55, atMost: 0.86 };
const withoutDeadlineDays = 1;

export function waitMs(random: Random, wait: Wait): number {
  const { median, spread, atMost } = machineAndCustomer[wait];
  return Math.min(Math.max(random.logNormal(median, spread), median / 50), atMost);
}

/**
 * Time at which an operator moves the order out of the stage that it entered at `from`. A `slowdown` above 1
 * is a bad week.
 */
export function operatorMove(
  random: Random,
  { flow, stage, from, slowdown }: { flow: Flow; stage: Stage; from: EpochMs; slowdown: number },
): EpochMs {
  const { median, spread, atMost } = operatorPace;
  const part = Math.min(Math.max(random.logNormal(median, spread) * slowdown, median / 20), atMost);
  const days = part * (deadlineDays(flow, stage) ?? withoutDeadlineDays);
  return workingLater(flow, from, days);
}

/** The time `days` working days later, by the flow's calendar. */
export function workingLater(flow: Flow, from: EpochMs, days: number): EpochMs {
  const work = (workingDayNanos(flow.calendar) * BigInt(Math.round(days * 10_000))) / 10_000n;
  return millisFromNanos(addWorking(flow.calendar, nanosFromMillis(from), work));
}

/** Deadline of an operator stage in working days. Undefined if the flow sets none in working days. */
export function deadlineDays(flow: Flow, stage: Stage): number | undefined {
  const deadline = flow.stages.find(({ name }) => name === stage)?.deadline;
  if (deadline === undefined) return undefined;
  const amount = deadline.type === 'within' ? deadline.amount : deadline.floor;
  return amount.type === 'working' ? amount.days : amount.millis / day;
}
