import { compressBodiesHere, compressColumnsHere } from '../runs/compression.js';
import { cutPages } from '../runs/cut-pages.js';
import { encodePage } from '../runs/encode-page.js';
import type { RecordKind } from '../runs/record-rows.js';
import { RunFile, type RunPlace } from '../runs/run-file.js';
import { RunWriter, type WrittenRun } from '../runs/run-writer.js';
import { rowWindows, type RowWindow } from './row-window.js';

/** Runs that are to become one. Plain data: it goes to another thread. */
export interface RewriteJob {
  readonly inputs: readonly RunPlace[];
  /** Path of the run to write. */
  readonly output: string;
  /** Hashes of the orders that events of these runs name. */
  readonly eventHashes: Uint32Array;
}

/**
 * Writes the rows of these runs as one run. Takes little memory however large they are: each lies by home already,
 * so it reads all side by side. The file is there, whole and on disk, when this returns.
 */
export function rewriteRuns(job: RewriteJob): WrittenRun {
  const inputs = job.inputs.map((place) => new RunFile(place));
  const dictionary = inputs[0]?.dictionary ?? new Uint8Array(0);
  const run = new RunWriter(job.output, dictionary);
  try {
    for (const kind of recordKinds)
      for (const window of rowWindows(inputs, kind, (input, page) => input.records(page)))
        writeWindow(run, window, dictionary);
    const commits = inputs.flatMap(({ firstCommit, lastCommit }) => [firstCommit, lastCommit]);
    return run.finish({
      firstCommit: commits.reduce((a, b) => (a < b ? a : b), commits[0] ?? 0n),
      lastCommit: commits.reduce((a, b) => (a > b ? a : b), commits[0] ?? 0n),
      eventHashes: job.eventHashes,
      strays: inputs.flatMap(({ strays }) => strays),
    });
  } catch (error) {
    run.abandon();
    throw error;
  } finally {
    for (const input of inputs) input.close();
  }
}

const recordKinds: readonly RecordKind[] = ['span', 'log'];

function writeWindow(run: RunWriter, { rows: all, dictionaries }: RowWindow, dictionary: Uint8Array): void {
  for (const rows of cutPages(all)) {
    const { columns, noise, bodies } = encodePage(all, rows, dictionaries);
    const parts = [compressColumnsHere(columns, dictionary), noise, compressBodiesHere(bodies)] as const;
    run.add({ all, rows, dictionaries }, parts);
  }
}
