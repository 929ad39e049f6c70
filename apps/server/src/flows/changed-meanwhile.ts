import { createHash } from 'node:crypto';
import { readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Flows } from '@ordertrace/model';

const fileName = 'flows.sha256';

function markOf(flows: Flows): string {
  return createHash('sha256').update(JSON.stringify(flows.all)).digest('hex');
}

/**
 * Whether the states in a data folder were folded with other flows: their files changed while no server ran.
 * False if nothing is recorded yet.
 */
export async function changedMeanwhile(dataFolder: string, flows: Flows): Promise<boolean> {
  const noted = await readFile(join(dataFolder, fileName), 'utf8').catch(() => undefined);
  return noted !== undefined && noted.trim() !== markOf(flows);
}

/** Records the flows that the states are folded with from now on. */
export async function noteFlows(dataFolder: string, flows: Flows): Promise<void> {
  const file = join(dataFolder, fileName);
  await writeFile(`${file}.new`, `${markOf(flows)}\n`);
  await rename(`${file}.new`, file);
}
