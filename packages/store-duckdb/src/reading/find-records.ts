import { spanStatuses } from '@ordertrace/model';
import { textSearch, type LogQuery, type SpanQuery } from '@ordertrace/store';
import type { Records } from '../runs/decode-page.js';
import type { RecordKind } from '../bytes/record-kind.js';
import type { PageReach, RunFile } from '../runs/run-file.js';
import { isRepeat } from './result-batch.js';
import { bytesOf, columnsOf, keeps, type RecordAt, type Snapshot } from './snapshot.js';

/** A search, the same for both kinds of records. */
export interface Search {
  readonly kind: RecordKind;
  pages(run: RunFile): readonly PageReach[];
  /**
   * Creates the match function for one page or batch. It works on columns, because it checks very many rows.
   */
  matcher(records: Records): (row: number) => boolean;
  /** Checks the bytes of a record that matches; absent if there is nothing to check. */
  readonly bytes?: { readonly most: number; has(at: RecordAt): boolean };
}

export function spanSearch(query: SpanQuery): Search {
  const { minDurationNanos: shortest, maxDurationNanos: longest, mostSearched = Infinity } = query;
  const hasTexts = textSearch(query);
  return {
    kind: 'span',
    ...(hasTexts !== undefined && {
      bytes: { most: mostSearched, has: (at: RecordAt) => hasTexts(bytesOf(at, 'span')) },
    }),
    pages: (run) => run.pagesForSpans(query),
    matcher: ({ spans, texts }) => {
      const isService = textMatcher(spans.service, texts, query.service);
      const isName = textMatcher(spans.name, texts, query.name);
      const status = query.status === undefined ? undefined : spanStatuses.indexOf(query.status);
      const isInTime = timeMatcher(spans.timeNanos, query);
      return (row) =>
        isService(row) &&
        isName(row) &&
        (status === undefined || spans.status[row] === status) &&
        isInTime(row) &&
        (shortest === undefined || (spans.durationNanos[row] ?? 0n) >= shortest) &&
        (longest === undefined || (spans.durationNanos[row] ?? 0n) <= longest);
    },
  };
}

export function logSearch(query: LogQuery): Search {
  const severity = query.minSeverity ?? 0;
  return {
    kind: 'log',
    pages: (run) => run.pagesForLogs(query),
    matcher: ({ logs, texts }) => {
      const isService = textMatcher(logs.service, texts, query.service);
      const isEvent = textMatcher(logs.eventName, texts, query.eventName);
      const isInTime = timeMatcher(logs.timeNanos, query);
      return (row) =>
        isService(row) && isEvent(row) && (logs.severity[row] ?? 0) >= severity && isInTime(row);
    },
  };
}

function textMatcher(
  column: Uint32Array,
  texts: readonly string[],
  asked: string | undefined,
): (row: number) => boolean {
  if (asked === undefined) return () => true;
  const index = texts.indexOf(asked);
  return (row) => column[row] === index;
}

function timeMatcher(
  column: BigInt64Array,
  { fromNanos, toNanos }: Pick<SpanQuery, 'fromNanos' | 'toNanos'>,
): (row: number) => boolean {
  return (row) =>
    (fromNanos === undefined || (column[row] ?? 0n) >= fromNanos) &&
    (toNanos === undefined || (column[row] ?? 0n) < toNanos);
}

interface Match {
  readonly time: bigint;
  readonly spanId: bigint;
  at(): RecordAt;
}

/** Pages to read before other work gets its turn. */
const pagesAtOnce = 16;
/** Records to search before other work gets its turn. */
const recordsAtOnce = 4096;

/**
 * Finds matches, newest first; yields `undefined` from time to time, when the thread may do other work. Pages
 * of a run are sorted by order, so they overlap in time. The search reads pages by newest end, until the
 * newest match is newer than any remaining page. It doubles the number of pages each time, because each time
 * all matches are sorted.
 */
export function* findRecords(snapshot: Snapshot, search: Search): Generator<RecordAt | undefined> {
  const pages = snapshot.runs.flatMap((run) => search.pages(run)).sort((a, b) => compare(b.last, a.last));
  let matches = recentMatches(snapshot, search);
  let many = 1;
  let next = 0;
  const repeats = new RepeatFilter(search.kind);
  const { bytes } = search;
  let searched = 0;
  while (next < pages.length || matches.length > 0) {
    const newestLeft = pages[next]?.last;
    const ready = newestLeft === undefined ? matches.length : countNewer(matches, newestLeft);
    for (const match of matches.slice(0, ready)) {
      const at = match.at();
      if (!repeats.isNew(match, at)) continue;
      if (bytes === undefined) yield at;
      else if (searched++ >= bytes.most) return;
      else if (bytes.has(at)) yield at;
      else if (searched % recordsAtOnce === 0) yield undefined;
    }
    matches = matches.slice(ready);
    for (const page of pages.slice(next, next + many)) {
      matches.push(...pageMatches(snapshot, search, page));
      if (next++ % pagesAtOnce === 0) yield undefined;
    }
    many *= 2;
    matches.sort(newestFirst);
  }
}

function recentMatches({ recent }: Snapshot, search: Search): Match[] {
  return recent
    .flatMap((batch) =>
      rowsThatMatch(batch.batch, search)
        .filter((row) => keeps(batch, search.kind, row))
        .map((row) => matchAt({ records: batch.batch, row }, search.kind)),
    )
    .sort(newestFirst);
}

/** Stores the position of the record, not the page: matches of many pages are in memory at once. */
function pageMatches({ pages }: Snapshot, search: Search, { run, page }: PageReach): Match[] {
  const records = pages.once(run, page, { bodies: false });
  return rowsThatMatch(records, search).map((row) => ({
    ...matchAt({ records, row }, search.kind),
    at: () => ({ records: pages.whole(run, page), row }),
  }));
}

function rowsThatMatch(records: Records, search: Search): number[] {
  const rows: number[] = [];
  const { length } = columnsOf(records, search.kind);
  const matches = search.matcher(records);
  for (let row = 0; row < length; row++) if (matches(row)) rows.push(row);
  return rows;
}

function matchAt(at: RecordAt, kind: RecordKind): Match {
  const columns = columnsOf(at.records, kind);
  return { time: columns.timeNanos[at.row] ?? 0n, spanId: columns.spanId[at.row] ?? 0n, at: () => at };
}

function newestFirst(a: Match, b: Match): number {
  return compare(b.time, a.time) || compare(b.spanId, a.spanId);
}

function compare(a: bigint, b: bigint): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** The number of sorted matches that are newer than the time. */
function countNewer(matches: readonly Match[], time: bigint): number {
  const first = matches.findIndex((match) => match.time <= time);
  return first < 0 ? matches.length : first;
}

/** Removes repeats. They have equal times, so they follow each other closely. */
class RepeatFilter {
  readonly #kind: RecordKind;
  #time: bigint | undefined;
  readonly #sameTime = new Map<bigint, RecordAt[]>();

  constructor(kind: RecordKind) {
    this.#kind = kind;
  }

  isNew({ time, spanId }: Match, at: RecordAt): boolean {
    if (time !== this.#time) this.#sameTime.clear();
    this.#time = time;
    const sameIds = this.#sameTime.get(spanId) ?? [];
    if (isRepeat(this.#kind, at, sameIds)) return false;
    this.#sameTime.set(spanId, [...sameIds, at]);
    return true;
  }
}
