import { nanosFromMillis, type EpochNanos } from '../time.js';

/** How far an application's telemetry has come. */
export interface Heard {
  /** The latest time in its records. */
  readonly upToNanos: EpochNanos;
  /** Time at which its last record arrived. */
  readonly atNanos: EpochNanos;
}

export type Hearing = ReadonlyMap<string, Heard>;

/** Telemetry with at most this delay is punctual. */
const punctualNanos = nanosFromMillis(60_000);
/** Telemetry with a longer delay is a backlog, not the application's usual delay. */
const backlogNanos = nanosFromMillis(600_000);
/** A backlog is in progress while some of it arrives within this time. */
const flowingNanos = nanosFromMillis(20_000);
const lookAgainNanos = nanosFromMillis(15_000);

export interface AwaitedReceipt {
  readonly receivers: readonly string[];
  readonly dueNanos: EpochNanos;
}

/** Time until which the application's telemetry may still show something from before the deadline. */
function openUntil({ upToNanos, atNanos }: Heard, dueNanos: EpochNanos): EpochNanos {
  const lateness = atNanos - upToNanos;
  if (upToNanos >= dueNanos || lateness <= punctualNanos) return dueNanos;
  return lateness > backlogNanos ? atNanos + flowingNanos : dueNanos + 2n * lateness;
}

/**
 * Time from which a missing receipt can be judged. Telemetry of the receiving application may be late or catching up,
 * and must first pass the deadline. `dueNanos` where there is no such reason to wait.
 */
export function concludableNanos(
  { receivers, dueNanos }: AwaitedReceipt,
  hearing: Hearing,
  nowNanos: EpochNanos,
): EpochNanos {
  const behind = receivers
    .flatMap((service) => hearing.get(service) ?? [])
    .map((heard) => openUntil(heard, dueNanos))
    .filter((untilNanos) => untilNanos > nowNanos);
  return behind.length === 0 ? dueNanos : nowNanos + lookAgainNanos;
}
