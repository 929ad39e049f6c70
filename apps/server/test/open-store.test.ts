import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { openStore } from '../src/start/open-store.js';

it('names the setting of a data folder that cannot be written', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'ordertrace-'));
  try {
    await writeFile(join(folder, 'file'), '');
    const opened = openStore({
      store: 'duckdb',
      dataFolder: join(folder, 'file', 'data'),
      runMiB: 1,
      privacyKeyFile: join(folder, 'privacy.key'),
    });
    await expect(opened).rejects.toThrow(/^ORDERTRACE_DATA: .*\(ENOTDIR\)/);
  } finally {
    await rm(folder, { recursive: true });
  }
});
