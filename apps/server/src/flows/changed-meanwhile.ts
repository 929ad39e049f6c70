import { createHash } from 'node:crypto';
import { readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Flows } from '@ordertrace/model';

const fileName = 'flows.sha256';

function markOf(flows: Flows): string {
  return createHash('sha256').update(JSON.stringify(flows.all)).digest('hex');
}

/**
 * Whether the states kept in a data folder were folded by other flows than these: their files changed while no
 * server ran. False where nothing is noted yet.
 */
export async function changedMeanwhile(dataFolder: string, flows: Flows): Promise<boolean> {
  const noted = await readFile(join(dataFolder, fileName), 'utf8').catch(() => undefined);
  return noted !== undefined && noted.trim() !== markOf(flows);
}

/** Notes by which flows the states are folded from here on. */
export async function noteFlows(dataFolder: string, flows: Flows): Promise<void> {
  const file = join(dataFolder, fileName);
  await writeFile(`${file}.new`, `${markOf(flows)}\n`);
  await rename(`${file}.new`, file);
}
