import { mkdir, mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openModelStore } from '@ordertrace/model-files';
import { modelStoreContract } from './model-store-contract.js';

let root: string;
const store = () => openModelStore(pathToFileURL(join(root, 'models')).href);

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'ordertrace-models-'));
});
afterAll(() => rm(root, { recursive: true, force: true }));

describe('models in a folder', () => {
  modelStoreContract(store);

  it('leave nothing unfinished behind', async () => {
    const failing = Readable.from([Buffer.alloc(100)]);
    await expect(store().put('big', failing, { maxBytes: 10 })).rejects.toThrow();
    await store().put('ok', Readable.from([Buffer.alloc(10)]), { maxBytes: 10 });
    expect(await readdir(join(root, 'models', '.unfinished'))).toEqual([]);
  });

  it('clear away what a crash left a day ago, and not what is being written', async () => {
    const folder = join(root, 'models', '.unfinished');
    await mkdir(folder, { recursive: true });
    const dayAgo = new Date(Date.now() - 25 * 3_600_000);
    await writeFile(join(folder, 'old'), 'x');
    await utimes(join(folder, 'old'), dayAgo, dayAgo);
    await writeFile(join(folder, 'new'), 'x');
    await store().put('next', Readable.from([Buffer.alloc(10)]), { maxBytes: 10 });
    expect(await readdir(folder)).toEqual(['new']);
    await rm(join(folder, 'new'));
  });

  it('say what is wrong with the folder', async () => {
    await writeFile(join(root, 'file'), '');
    const unusable = openModelStore(pathToFileURL(join(root, 'file', 'below')).href);
    await expect(unusable.check()).rejects.toMatchObject({ code: 'model_store_unavailable' });
  });
});
