import type { OrderRef } from '@ordertrace/model';
import { blankBytes, needlesOf, type Keeping } from '@ordertrace/store';
import { compressBodiesHere, compressColumnsHere } from '../runs/compression.js';
import { cutPages } from '../runs/cut-pages.js';
import { emptyPage, type PageRecords } from '../runs/decode-page.js';
import { encodePage } from '../runs/encode-page.js';
import type { RecordKind } from '../bytes/record-kind.js';
import type { RecordRows } from '../runs/record-rows.js';
import { RunFile, type RunPlace } from '../runs/run-file.js';
import { RunWriter, type WrittenRun } from '../runs/run-writer.js';
import { blankPage } from './blank-page.js';
import { NamedElsewhere } from './named-elsewhere.js';
import { OrderRules } from './order-rules.js';
import { RetentionFilter } from './retention-filter.js';
import { ErasureFilter, type RowFilter } from './row-filter.js';
import { rowWindows, type PageReader, type RowWindow } from './row-window.js';

/** What to remove from the runs during the rewrite. */
export type RemovalJob =
  | {
      readonly of: 'rules';
      /** Sorted keys of `orderRuleKey`. */
      readonly keys: BigUint64Array;
      readonly keeps: readonly Keeping[];
      readonly technicalBefore: bigint | undefined;
      /** All existing runs, to find orders of a trace in other runs. */
      readonly all: readonly RunPlace[];
    }
  | { readonly of: 'records'; readonly traces: readonly string[]; readonly orders: readonly OrderRef[] }
  | { readonly of: 'text'; readonly text: string };

/** Runs to merge into one. Plain data, for transfer to another thread. */
export interface RewriteJob {
  readonly inputs: readonly RunPlace[];
  /** The path of the new run; absent to count only. */
  readonly output?: string;
  /** Hashes of the orders in the events of these runs. */
  readonly eventHashes: Uint32Array;
  readonly removal?: RemovalJob;
  /** Present for a repair without the unreadable pages: the commits that the run still covers. */
  readonly repair?: { readonly firstCommit: bigint; readonly lastCommit: bigint };
}

export interface RemovedCount {
  spans: number;
  logs: number;
  /** Uncompressed bytes of bodies. */
  bytes: number;
}

export interface RewriteResult {
  readonly written: WrittenRun | undefined;
  /** By reason: the index of a rule, or 0 for the only reason. Rows with an erased text are blanked. */
  readonly removed: readonly (RemovedCount | undefined)[];
  /** Counts of all rows before the rewrite. */
  readonly before: RemovedCount;
}

/**
 * Writes the rows of these runs as one run, without the removed data. It needs little memory for any size:
 * all runs are sorted by home, so they are read in parallel. The complete file is on disk when this returns.
 */
export function rewriteRuns(job: RewriteJob): RewriteResult {
  const inputs = job.inputs.map((place) => new RunFile(place));
  const rewriting = new Rewriting(job, inputs);
  try {
    return rewriting.run();
  } finally {
    for (const input of inputs) input.close();
    rewriting.close();
  }
}

const recordKinds: readonly RecordKind[] = ['span', 'log'];
const none = (): RemovedCount => ({ spans: 0, logs: 0, bytes: 0 });

class Rewriting {
  readonly #job: RewriteJob;
  readonly #inputs: readonly RunFile[];
  readonly #filter: RowFilter | undefined;
  readonly #elsewhere: NamedElsewhere | undefined;
  readonly #removed: (RemovedCount | undefined)[] = [];
  readonly #before = none();

  constructor(job: RewriteJob, inputs: readonly RunFile[]) {
    this.#job = job;
    this.#inputs = inputs;
    const { removal } = job;
    if (removal?.of === 'rules') this.#elsewhere = new NamedElsewhere(removal.all);
    this.#filter = filterOf(removal, inputs, this.#elsewhere);
  }

  run(): RewriteResult {
    const { output } = this.#job;
    const writer = output === undefined ? undefined : new RunWriter(output, this.#dictionary());
    try {
      for (const kind of recordKinds)
        for (const window of rowWindows(this.#inputs, kind, this.#reader(kind))) this.#write(window, writer);
      return { written: this.#finish(writer), removed: this.#removed, before: this.#before };
    } catch (error) {
      writer?.abandon();
      throw error;
    }
  }

  close(): void {
    this.#elsewhere?.close();
  }

  #dictionary(): Uint8Array {
    const dictionary = this.#job.repair === undefined ? this.#inputs[0]?.dictionary : undefined;
    if (dictionary === undefined) return new Uint8Array(0);
    const { removal } = this.#job;
    return removal?.of === 'text' ? blankBytes(dictionary, needlesOf(removal.text)) : dictionary;
  }

  #reader(kind: RecordKind): PageReader {
    const { removal, repair } = this.#job;
    if (repair !== undefined) return readablePage;
    if (removal?.of !== 'text') {
      const bodies = this.#job.output !== undefined;
      return (run, page) => run.records(page, { bodies });
    }
    const needles = needlesOf(removal.text);
    return (run, page) => {
      const { records, found } = blankPage(kind, run.records(page), needles);
      const count = (this.#removed[0] ??= none());
      if (kind === 'span') count.spans += found;
      else count.logs += found;
      return records;
    };
  }

  #write(window: RowWindow, writer: RunWriter | undefined): void {
    const { rows: all, dictionaries } = window;
    const verdicts = this.#filter?.judge(window);
    for (let row = 0; row < all.length; row++) {
      addTo(this.#before, all, row);
      const verdict = verdicts?.[row] ?? 0;
      if (verdict > 0) addTo((this.#removed[verdict - 1] ??= none()), all, row);
    }
    if (writer === undefined) return;
    const dictionary = this.#dictionary();
    for (const rows of cutPages(all, (row) => (verdicts?.[row] ?? 0) === 0)) {
      const { columns, noise, bodies } = encodePage(all, rows, dictionaries);
      const parts = [compressColumnsHere(columns, dictionary), noise, compressBodiesHere(bodies)] as const;
      writer.add({ all, rows, dictionaries }, parts);
    }
  }

  #finish(writer: RunWriter | undefined): WrittenRun | undefined {
    const commits = this.#inputs.flatMap(({ firstCommit, lastCommit }) => [firstCommit, lastCommit]);
    const { removal, repair } = this.#job;
    const isErased = (orders: readonly OrderRef[]) => (one: OrderRef) =>
      orders.some(({ tenantId, orderId }) => tenantId === one.tenantId && orderId === one.orderId);
    const goes = removal?.of === 'records' ? isErased(removal.orders) : () => false;
    return writer?.finish({
      firstCommit: repair?.firstCommit ?? commits.reduce((a, b) => (a < b ? a : b), commits[0] ?? 0n),
      lastCommit: repair?.lastCommit ?? commits.reduce((a, b) => (a > b ? a : b), commits[0] ?? 0n),
      eventHashes: this.#job.eventHashes,
      strays: this.#inputs.flatMap(({ strays }) => strays.filter((stray) => !goes(stray))),
    });
  }
}

function readablePage(run: RunFile, page: number): PageRecords {
  try {
    return run.records(page);
  } catch {
    return emptyPage;
  }
}

function addTo(count: RemovedCount, rows: RecordRows, row: number): void {
  if (rows.kind === 'span') count.spans++;
  else count.logs++;
  count.bytes += rows.bodyLength(row);
}

function filterOf(
  removal: RemovalJob | undefined,
  inputs: readonly RunFile[],
  elsewhere: NamedElsewhere | undefined,
): RowFilter | undefined {
  if (removal?.of === 'records') return new ErasureFilter(removal.traces, removal.orders);
  if (removal?.of !== 'rules' || elsewhere === undefined) return undefined;
  const strays = new Map<string, OrderRef[]>();
  for (const { traceId, tenantId, orderId } of inputs.flatMap((input) => input.strays))
    strays.set(traceId, [...(strays.get(traceId) ?? []), { tenantId, orderId }]);
  return new RetentionFilter({
    rules: new OrderRules(removal.keys, removal.keeps),
    ruleCount: removal.keeps.length,
    technicalBefore: removal.technicalBefore,
    strays,
    elsewhere,
  });
}
