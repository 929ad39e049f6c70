import { nanosFromMillis } from '@ordertrace/model';
import type { EpochMs, OrderStory } from './story.js';
import type { Telemetry } from './trace-writer.js';

/** After `after`, up to and with `upTo`. */
export interface Window {
  readonly after: EpochMs;
  readonly upTo: EpochMs;
}

/** A step of an order and the messages it sets off are over within this, calculations apart. */
const stepWithinMs = 60_000;

/** Whether the order may have left something in the window. */
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

/** What a service would have sent in the window: spans by their end, log records by their time. */
export function within(telemetry: Telemetry, { after, upTo }: Window): Telemetry {
  const from = nanosFromMillis(after);
  const to = nanosFromMillis(upTo);
  const isInside = (nanos: bigint): boolean => nanos > from && nanos <= to;
  return {
    spans: telemetry.spans.filter(({ startNanos, durationNanos }) => isInside(startNanos + durationNanos)),
    logs: telemetry.logs.filter(({ timeNanos }) => isInside(timeNanos)),
  };
}
