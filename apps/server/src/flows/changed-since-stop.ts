import { createHash } from 'node:crypto';
import { readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { judgingVersion, type Flows } from '@ordertrace/model';

const fileName = 'flows.sha256';

/** Input of the saved states besides telemetry. */
export interface FoldRules {
  readonly flows: Flows;
  /** Absent for the version of this program. */
  readonly judging?: number;
}

function markOf({ flows, judging = judgingVersion }: FoldRules): string {
  return createHash('sha256')
    .update(JSON.stringify([judging, flows.all]))
    .digest('hex');
}

/**
 * Whether the states in a data folder were folded by other rules: flow files changed while no server ran, or an
 * upgrade judges otherwise. False if nothing is recorded yet.
 */
export async function changedSinceStop(dataFolder: string, rules: FoldRules): Promise<boolean> {
  const noted = await readFile(join(dataFolder, fileName), 'utf8').catch(() => undefined);
  return noted !== undefined && noted.trim() !== markOf(rules);
}

/** Records the rules that the states are folded by from now on. */
export async function noteRules(dataFolder: string, rules: FoldRules): Promise<void> {
  const file = join(dataFolder, fileName);
  await writeFile(`${file}.new`, `${markOf(rules)}\n`);
  await rename(`${file}.new`, file);
}
