import { truncateSync } from 'node:fs';
import { basename } from 'node:path';
import type { StoreFolder } from '../files/store-folder.js';
import type { StoreMark } from '../files/store-mark.js';
import type { Loss } from '../tables/losses.js';
import { discardLog, readCommitLog, type LogContents, type LogGap, type LoggedBatch } from './commit-log.js';

/** What other files say about commits. */
export interface CommitBounds {
  /** The last commit that is in a run. */
  readonly inRuns: bigint;
  /** The last commit that is included in saved order states. */
  readonly saved: bigint;
  readonly losses: readonly Loss[];
  /** Absent if an older program without marks wrote the folder. */
  readonly mark: StoreMark | undefined;
}

export interface ReplayedLog {
  readonly path: string;
  readonly batches: readonly LoggedBatch[];
  /** Whether to keep the file after its batches are in a run. */
  readonly isDamaged: boolean;
}

export interface Replayed {
  readonly logs: readonly ReplayedLog[];
  /** The highest commit number so far. */
  readonly lastCommit: bigint;
  readonly nextLog: number;
  /** Losses that were not known before. */
  readonly losses: readonly Loss[];
}

interface ReadLog extends LogContents {
  readonly number: number;
  readonly path: string;
}

/**
 * Reads the commit logs. Only the last record of the newest log may be torn: it is removed. Other invalid
 * bytes are damage: the file is kept, and the missing commits are returned.
 */
export function replayLogs(folder: StoreFolder, bounds: CommitBounds): Replayed {
  const read = folder.logs().map((number): ReadLog => {
    const path = folder.log(number);
    return { number, path, ...readCommitLog(path) };
  });
  const losses: Loss[] = [];
  const logs: ReplayedLog[] = [];
  for (const [index, log] of read.entries()) {
    const own = lossesOf(log, { next: read[index + 1], bounds });
    losses.push(...own);
    const batches = log.batches.filter(({ commit }) => commit > bounds.inRuns);
    if (batches.length > 0) logs.push({ path: log.path, batches, isDamaged: own.length > 0 });
    else discardLog(log.path, own.length > 0);
  }
  const commits = logs.flatMap(({ batches }) => batches.map(({ commit }) => commit));
  losses.push(...missingCommits(commits, { bounds, losses }));
  const { mark, saved, inRuns } = bounds;
  const known = new Set(bounds.losses.map(({ detail }) => detail));
  return {
    logs,
    lastCommit: most([inRuns, saved, mark?.lastCommit ?? 0n, ...commits]),
    nextLog: 1 + Math.max(0, mark?.newestLog ?? 0, ...read.map(({ number }) => number)),
    losses: losses.filter(({ detail }) => !known.has(detail)),
  };
}

interface LogPlace {
  readonly next: ReadLog | undefined;
  readonly bounds: CommitBounds;
}

function lossesOf(log: ReadLog, place: LogPlace): Loss[] {
  const file = basename(log.path);
  const acknowledged = place.bounds.mark?.acknowledgedBytes(log.number) ?? 0;
  const losses: Loss[] = [];
  for (const gap of log.gaps) {
    const before = gap.before ?? place.bounds.inRuns;
    const after = gap.after ?? place.next?.batches[0]?.commit;
    if (isTorn(gap, { log, place, acknowledged, isNextCommit: after === before + 1n }))
      truncateSync(log.path, gap.from);
    else losses.push(gapLoss(file, gap, { before, after }));
  }
  if (log.bytes < acknowledged)
    losses.push(loss(file, `${file} has ${log.bytes} bytes, and ${acknowledged} were acknowledged.`));
  return losses;
}

interface TailFacts {
  readonly log: ReadLog;
  readonly place: LogPlace;
  readonly acknowledged: number;
  /** Whether the next commit follows the previous one without a gap. */
  readonly isNextCommit: boolean;
}

/**
 * An old program without marks could leave a torn record in an older log; then no commit is missing after it.
 */
function isTorn(gap: LogGap, { log, place, acknowledged, isNextCommit }: TailFacts): boolean {
  if (gap.to < log.bytes || gap.from < acknowledged) return false;
  return place.next === undefined || (place.bounds.mark === undefined && isNextCommit);
}

function gapLoss(
  file: string,
  { from, to }: LogGap,
  { before, after }: { readonly before: bigint; readonly after: bigint | undefined },
): Loss {
  const between =
    after === undefined || after <= before + 1n ? undefined : ([before + 1n, after - 1n] as const);
  const what = between === undefined ? '' : `, which held commits ${between[0]} to ${between[1]}`;
  return loss(file, `${file} is damaged from byte ${from} to ${to}${what}.`, between);
}

/** Consecutive commit numbers prove that none is missing. */
function missingCommits(
  commits: readonly bigint[],
  { bounds, losses }: { readonly bounds: CommitBounds; readonly losses: readonly Loss[] },
): Loss[] {
  const { inRuns, saved, mark } = bounds;
  const end = most([inRuns, saved, mark?.lastCommit ?? 0n, ...commits]) + 1n;
  const known = [...bounds.losses, ...losses];
  const missing: Loss[] = [];
  let before = inRuns;
  for (const commit of [...commits, end]) {
    const [first, last] = [before + 1n, commit - 1n];
    const isKnown = known.some((one) => one.firstCommit <= first && last <= one.lastCommit);
    if (first <= last && !isKnown)
      missing.push(loss('commits-*.log', `Commits ${first} to ${last} are in no file.`, [first, last]));
    before = commit;
  }
  return missing;
}

function loss(
  file: string,
  detail: string,
  [firstCommit, lastCommit]: readonly [bigint, bigint] = [1n, 0n],
): Loss {
  return { file, firstCommit, lastCommit, detail, isAccepted: false };
}

function most(commits: readonly bigint[]): bigint {
  return commits.reduce((highest, commit) => (commit > highest ? commit : highest), 0n);
}
