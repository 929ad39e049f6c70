import { randomBytes } from 'node:crypto';
import { mkdir, mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
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

  // S3 servers ensure this themselves.
  it('keep one of two that are put at the same time, whole', async () => {
    const models = [randomBytes(400_000), randomBytes(300_000)];
    await Promise.all(
      models.map((bytes) => store().put('race', Readable.from([bytes]), { maxBytes: 400_000 })),
    );
    const kept = await buffer(await store().get('race'));
    expect(models.some((bytes) => bytes.equals(kept))).toBe(true);
  });

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
