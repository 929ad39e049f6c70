import { earlier, later, nanosFromMillis, type DurationNanos, type EpochNanos } from '../time.js';

/** How far an application's telemetry has come. */
export interface TelemetryProgress {
  /** The latest time in its records. */
  readonly upToNanos: EpochNanos;
  /** Delay of the record with that time, from its own time to its arrival. */
  readonly latenessNanos: DurationNanos;
  /** Its latest arrival of telemetry from an outage. Absent where there was none. */
  readonly backlog?: Backlog;
}

/** Telemetry that was held back for long, and arrives now. */
export interface Backlog {
  /** The latest time in the records of its last arrival. */
  readonly upToNanos: EpochNanos;
  /** Time of its last arrival. */
  readonly atNanos: EpochNanos;
}

export type ProgressByService = ReadonlyMap<string, TelemetryProgress>;

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

/** What is known of an application's telemetry after an arrival at `nowNanos`, whose latest record is from `timeNanos`. */
export function heardNext(
  known: TelemetryProgress | undefined,
  timeNanos: EpochNanos,
  nowNanos: EpochNanos,
): TelemetryProgress {
  const delayNanos = later(nowNanos - timeNanos, 0n);
  const upToNanos = nowNanos - delayNanos;
  const latest =
    known === undefined || upToNanos > known.upToNanos ? { upToNanos, latenessNanos: delayNanos } : known;
  return delayNanos > backlogNanos
    ? { ...latest, backlog: { upToNanos, atNanos: nowNanos } }
    : { ...known, ...latest };
}

/** The time until which a backlog may still show something from before the deadline. */
function caughtUpAt({ backlog }: TelemetryProgress, dueNanos: EpochNanos): EpochNanos {
  return backlog === undefined || backlog.upToNanos >= dueNanos ? dueNanos : backlog.atNanos + flowingNanos;
}

/**
 * Time until which the application's telemetry may still show something from before the deadline. A backlog beside
 * punctual telemetry is awaited for a limited time: it may also be one instance with a wrong clock.
 */
function openUntil(heard: TelemetryProgress, dueNanos: EpochNanos): EpochNanos {
  const { upToNanos, latenessNanos } = heard;
  const caughtUpNanos = caughtUpAt(heard, dueNanos);
  const passed = upToNanos >= dueNanos;
  if (!passed && latenessNanos > backlogNanos) return caughtUpNanos;
  const isLate = !passed && latenessNanos > punctualNanos;
  const arrivedNanos = isLate ? dueNanos + latenessNanos + punctualNanos : dueNanos;
  return later(arrivedNanos, earlier(caughtUpNanos, dueNanos + backlogNanos));
}

/**
 * Time from which a missing receipt can be judged. Telemetry of the receiving application may be late or catching up,
 * and must first pass the deadline. `dueNanos` where there is no such reason to wait.
 */
export function concludableNanos(
  { receivers, dueNanos }: AwaitedReceipt,
  hearing: ProgressByService,
  nowNanos: EpochNanos,
): EpochNanos {
  const until = receivers
    .flatMap((service) => hearing.get(service) ?? [])
    .map((heard) => openUntil(heard, dueNanos))
    .reduce(later, dueNanos);
  return until <= nowNanos ? dueNanos : earlier(until, nowNanos + lookAgainNanos);
}
