import type { CommitPlace } from '@ordertrace/store';
import type { RecordKind } from '../bytes/record-kind.js';
import type { RunFile } from '../runs/run-file.js';
import { columnsOf, keeps, type RecordAt, type Snapshot } from './snapshot.js';
import type { StoredPages } from './stored-pages.js';

/** Records after a position, and the next position. */
export interface Followed {
  readonly place: CommitPlace;
  readonly spans: readonly RecordAt[];
  readonly logs: readonly RecordAt[];
}

export interface FollowRequest extends CommitPlace {
  readonly limitBytes: number;
}

/**
 * As `telemetryAfter` in the contract. A run is sorted by order, so all its commits are returned together,
 * some pages at a time: a part is the run's file and its next page. If that file is gone, its commits are
 * repeated from the beginning.
 */
export function telemetryAfter(snapshot: Snapshot, query: FollowRequest): Followed {
  const found = new Gathered(query.limitBytes);
  let { commit } = query;
  for (const run of snapshot.runs) {
    if (run.lastCommit <= commit) continue;
    const page = addPages(found, run, { commit, from: pageOf(query.part, run), pages: snapshot.pages });
    if (page < run.pages.length) return found.end({ commit, part: `${run.file}/${page}` });
    commit = run.lastCommit;
    if (found.isFull) return found.end({ commit });
  }
  for (const batch of snapshot.recent) {
    if (batch.commit <= query.commit || batch.commit < commit) continue;
    if (found.isFull && batch.commit > commit) break;
    commit = batch.commit;
    for (const kind of ['span', 'log'] as const)
      found.add(kind, { records: batch.batch, has: (row) => keeps(batch, kind, row) });
  }
  return found.end({ commit });
}

function pageOf(part: string | undefined, run: RunFile): number {
  const [file, page] = (part ?? '').split('/').map(Number);
  return file === run.file ? (page ?? 0) : 0;
}

/** Adds pages until the limit is reached. Returns the next page. */
function addPages(
  found: Gathered,
  run: RunFile,
  { commit, from, pages }: { readonly commit: bigint; readonly from: number; readonly pages: StoredPages },
): number {
  const after = Number(commit);
  for (let page = from; page < run.pages.length; page++) {
    if (found.isFull) return page;
    const { kind, lastCommit } = run.pages.page(page);
    if (lastCommit <= after) continue;
    const records = pages.once(run, page, { bodies: true });
    found.add(kind, { records, has: (row) => (records.commits[row] ?? 0) > after });
  }
  return run.pages.length;
}

interface Source {
  readonly records: RecordAt['records'];
  readonly has: (row: number) => boolean;
}

class Gathered {
  readonly #limit: number;
  readonly #found: Record<RecordKind, RecordAt[]> = { span: [], log: [] };
  #bytes = 0;

  constructor(limit: number) {
    this.#limit = limit;
  }

  get isFull(): boolean {
    return this.#bytes >= this.#limit;
  }

  add(kind: RecordKind, { records, has }: Source): void {
    const { length, bodyEnd } = columnsOf(records, kind);
    for (let row = 0; row < length; row++) {
      if (!has(row)) continue;
      this.#found[kind].push({ records, row });
      this.#bytes += (bodyEnd[row] ?? 0) - (row === 0 ? 0 : (bodyEnd[row - 1] ?? 0));
    }
  }

  end(place: CommitPlace): Followed {
    return { place, spans: this.#found.span, logs: this.#found.log };
  }
}
