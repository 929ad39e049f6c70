import { nanosFromMillis } from '@ordertrace/model';
import type { EpochMs, OrderStory } from './story.js';
import type { Telemetry } from './trace-writer.js';

/** Times after `after`, up to and including `upTo`. */
export interface Window {
  readonly after: EpochMs;
  readonly upTo: EpochMs;
}

/** Longest time of a step with the messages that follow it, without calculations. */
const stepWithinMs = 60_000;

/** True if the order may have telemetry in the window. */
export function touches(story: OrderStory, { after, upTo }: Window): boolean {
  const isInside = (at: EpochMs | undefined): boolean =>
    at !== undefined && at > after - stepWithinMs && at <= upTo;
  const { calculation, modelAt, entries } = story;
  return (
    entries.some(({ at }) => isInside(at)) ||
    isInside(modelAt) ||
    isInside(calculation?.at) ||
    isInside(calculation && calculation.at + calculation.durationMs)
  );
}

/** Telemetry that a service sends in the window: spans by their end, log records by their time. */
export function within(telemetry: Telemetry, { after, upTo }: Window): Telemetry {
  const from = nanosFromMillis(after);
  const to = nanosFromMillis(upTo);
  const isInside = (nanos: bigint): boolean => nanos > from && nanos <= to;
  return {
    spans: telemetry.spans.filter(({ startNanos, durationNanos }) => isInside(startNanos + durationNanos)),
    logs: telemetry.logs.filter(({ timeNanos }) => isInside(timeNanos)),
  };
}
