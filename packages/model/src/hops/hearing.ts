import { nanosFromMillis, type EpochNanos } from '../time.js';

/** How far an application's telemetry has come. */
export interface Heard {
  /** The latest time that its records tell of. */
  readonly upToNanos: EpochNanos;
  /** When the last of its records arrived. */
  readonly atNanos: EpochNanos;
}

export type Hearing = ReadonlyMap<string, Heard>;

/** Telemetry that arrives within so long is punctual. */
const punctualNanos = nanosFromMillis(60_000);
/** Telemetry that is later than this is a backlog, and no habit. */
const backlogNanos = nanosFromMillis(600_000);
/** A backlog is worked off while something of it arrives within so long. */
const flowingNanos = nanosFromMillis(20_000);
const lookAgainNanos = nanosFromMillis(15_000);

export interface AwaitedReceipt {
  readonly receivers: readonly string[];
  readonly dueNanos: EpochNanos;
}

/** Until when the application's telemetry may still show something from before the deadline. */
function openUntil({ upToNanos, atNanos }: Heard, dueNanos: EpochNanos): EpochNanos {
  const lateness = atNanos - upToNanos;
  if (upToNanos >= dueNanos || lateness <= punctualNanos) return dueNanos;
  return lateness > backlogNanos ? atNanos + flowingNanos : dueNanos + 2n * lateness;
}

/**
 * When a missing receipt can be judged: not before its application, whose telemetry comes late or is catching up, has
 * been heard past the deadline. `dueNanos` where nothing speaks against a conclusion.
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
