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
  /** Time since when it has been arriving. */
  readonly sinceNanos: EpochNanos;
}

export type ProgressByService = ReadonlyMap<string, TelemetryProgress>;

/** What is known of the way of all telemetry. */
export interface Reception {
  readonly hearing: ProgressByService;
  /** Time from which nothing was known, as all telemetry stays away. Absent while it arrives. */
  readonly blindFromNanos?: EpochNanos;
}

/** Telemetry with at most this delay is punctual. */
const punctualNanos = nanosFromMillis(60_000);
/** Telemetry with a longer delay is a backlog, not the application's usual delay. */
const backlogNanos = nanosFromMillis(600_000);
/** A backlog is in progress while some of it arrives within this time. */
const flowingNanos = nanosFromMillis(20_000);
const lookAgainNanos = nanosFromMillis(15_000);
/** A backlog beside newer telemetry is awaited for this time. If it lasts longer, it may be an instance with a wrong clock. */
const backlogAtMostNanos = nanosFromMillis(3_600_000);
/** A verdict is postponed for this time while all telemetry stays away. Then it is more likely that nobody works. */
const blindAtMostNanos = nanosFromMillis(3 * 3_600_000);

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
  if (delayNanos <= backlogNanos) return { ...known, ...latest };
  return { ...latest, backlog: backlogNext(known?.backlog, upToNanos, nowNanos) };
}

function backlogNext(known: Backlog | undefined, upToNanos: EpochNanos, nowNanos: EpochNanos): Backlog {
  const goesOn = known !== undefined && nowNanos <= known.atNanos + flowingNanos;
  return { upToNanos, atNanos: nowNanos, sinceNanos: goesOn ? known.sinceNanos : nowNanos };
}

/** The time until which a backlog may still show something from before a time; that time if there is none. */
function caughtUpAt({ backlog }: TelemetryProgress, timeNanos: EpochNanos): EpochNanos {
  return backlog === undefined || backlog.upToNanos >= timeNanos ? timeNanos : backlog.atNanos + flowingNanos;
}

/** The same beside newer telemetry. */
function caughtUpBesideAt(heard: TelemetryProgress, timeNanos: EpochNanos): EpochNanos {
  const untilNanos = (heard.backlog?.sinceNanos ?? 0n) + backlogAtMostNanos;
  return earlier(caughtUpAt(heard, timeNanos), later(timeNanos, untilNanos));
}

/** Time until which the application's telemetry may still show something from before the deadline. */
function openUntil(heard: TelemetryProgress, dueNanos: EpochNanos): EpochNanos {
  const { upToNanos, latenessNanos } = heard;
  const passed = upToNanos >= dueNanos;
  if (!passed && latenessNanos > backlogNanos) return caughtUpAt(heard, dueNanos);
  const isLate = !passed && latenessNanos > punctualNanos;
  const arrivedNanos = isLate ? dueNanos + latenessNanos + punctualNanos : dueNanos;
  return later(arrivedNanos, caughtUpBesideAt(heard, dueNanos));
}

/**
 * When to judge what is absent since a deadline. `dueNanos` where the telemetry until then has arrived. Later while the
 * backlog of any application arrives, or all telemetry stays away.
 */
export function judgeableNanos(
  { hearing, blindFromNanos }: Reception,
  dueNanos: EpochNanos,
  nowNanos: EpochNanos,
): EpochNanos {
  if (dueNanos > nowNanos) return dueNanos;
  const isBlind = blindFromNanos !== undefined && blindFromNanos < dueNanos;
  const blindUntilNanos = isBlind ? dueNanos + blindAtMostNanos : dueNanos;
  const until = [...hearing.values()]
    .map((heard) => caughtUpBesideAt(heard, dueNanos))
    .reduce(later, blindUntilNanos);
  return until <= nowNanos ? dueNanos : earlier(until, nowNanos + lookAgainNanos);
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
