import { TraceSet } from '../reading/trace-set.js';
import { columnsOf } from '../reading/snapshot.js';
import { RunFile, type RunPlace } from '../runs/run-file.js';

/** Finds out whether a trace without orders in one run names an order in any other run. */
export class NamedElsewhere {
  readonly #places: readonly RunPlace[];
  #runs: readonly RunFile[] | undefined;

  constructor(places: readonly RunPlace[]) {
    this.#places = places;
  }

  has(traceId: string): boolean {
    this.#runs ??= this.#places.map((place) => new RunFile(place));
    const traces = new TraceSet([traceId]);
    return this.#runs.some(
      (run) =>
        run.strays.some((stray) => stray.traceId === traceId) ||
        traces.hashes.flatMap((hash) => run.pagesOfTrace(hash)).some((page) => namesOrder(run, page, traces)),
    );
  }

  close(): void {
    for (const run of this.#runs ?? []) run.close();
  }
}

function namesOrder(run: RunFile, page: number, traces: TraceSet): boolean {
  const columns = columnsOf(run.records(page, { bodies: false }), run.pages.page(page).kind);
  const rows = new Set(traces.rowsIn(columns));
  return columns.orders.row.some((row) => rows.has(row));
}
