import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { EpochMs } from './story.js';

/** Plan of a data folder's past orders, and how far they were sent. */
export interface PastProgress {
  readonly seed: number;
  readonly count: number;
  /** `until` of the plan. */
  readonly until: EpochMs;
  readonly sentUpTo: EpochMs;
}

/** Undefined if no past orders were sent yet. */
export function readProgress(data: string): PastProgress | undefined {
  try {
    return JSON.parse(readFileSync(progressFile(data), 'utf8')) as PastProgress;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

/** Replaces the whole file. */
export function writeProgress(data: string, progress: PastProgress): void {
  const file = progressFile(data);
  writeFileSync(`${file}.new`, `${JSON.stringify(progress)}\n`);
  renameSync(`${file}.new`, file);
}

function progressFile(data: string): string {
  return join(data, 'past-orders.json');
}
