import { later, type EpochNanos, type RecordColumns, type TelemetryBatch } from '@ordertrace/model';

/** Latest times by service, as an index into the batch's texts. */
export interface LatestTimes {
  readonly all: ReadonlyMap<number, EpochNanos>;
  /** Of records before a certain time only. */
  readonly old: ReadonlyMap<number, EpochNanos>;
}

interface Draft {
  readonly all: Map<number, EpochNanos>;
  readonly old: Map<number, EpochNanos>;
  readonly oldBeforeNanos: EpochNanos;
}

/** The latest time of each service in a batch; a span counts by its end. Records before `oldBeforeNanos` are old. */
export function latestTimes({ spans, logs }: TelemetryBatch, oldBeforeNanos: EpochNanos): LatestTimes {
  const draft = { all: new Map<number, EpochNanos>(), old: new Map<number, EpochNanos>(), oldBeforeNanos };
  note(draft, spans, (row) => (spans.timeNanos[row] ?? 0n) + (spans.durationNanos[row] ?? 0n));
  note(draft, logs, (row) => logs.timeNanos[row] ?? 0n);
  return draft;
}

/** Records of one service usually follow each other, so each run of them is noted once. */
function note(draft: Draft, { service, length }: RecordColumns, timeOf: (row: number) => EpochNanos): void {
  let latest = 0n;
  let old = 0n;
  for (let row = 0; row < length; row++) {
    const at = timeOf(row);
    if (at > latest) latest = at;
    if (at < draft.oldBeforeNanos && at > old) old = at;
    if (row + 1 < length && service[row + 1] === service[row]) continue;
    keepLatest(draft.all, service[row] ?? 0, latest);
    if (old > 0n) keepLatest(draft.old, service[row] ?? 0, old);
    latest = 0n;
    old = 0n;
  }
}

function keepLatest(times: Map<number, EpochNanos>, service: number, timeNanos: EpochNanos): void {
  times.set(service, later(timeNanos, times.get(service) ?? timeNanos));
}
