import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { ringMesh, volumeOf, writeStl } from '@ordertrace/geometry';
import { openModelStore } from '@ordertrace/model-files';
import { waxPrinter } from '../dist/domain/machine.js';
import { modelReader } from '../dist/work/model-reader.js';

let folder: string;
const ring = ringMesh({
  innerDiameterMm: 17,
  bandWidthMm: 4,
  thicknessMm: 2,
  segments: 300,
  profileSegments: 60,
});
const models = () => ({ url: pathToFileURL(folder).href });
const put = (key: string, bytes: Uint8Array) =>
  openModelStore(models().url).put(key, Readable.from([bytes]), { maxBytes: 100e6 });
const never = new AbortController().signal;
const reader = (options: { timeLimitMs?: number; threadFile?: URL } = {}) =>
  modelReader({ models: models(), machine: waxPrinter, timeLimitMs: 60_000, ...options });
/** A thread that runs the script. */
const threadOf = async (script: string) => {
  const file = join(folder, `${Math.random().toString(36).slice(2)}.mjs`);
  await writeFile(file, script);
  return pathToFileURL(file);
};

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ordertrace-reader-'));
  await put('ring.stl', writeStl(ring, 'binary'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

it('reads a model in a thread and tells its progress', async () => {
  const told: number[] = [];
  const outcome = await reader()('ring.stl', { onProgress: (share) => told.push(share), signal: never });
  expect(outcome).toMatchObject({ kind: 'printable', model: { facets: 36_000 } });
  expect(outcome.kind === 'printable' && outcome.model.volumeMm3).toBeCloseTo(volumeOf(ring), 6);
  expect(told.length).toBeGreaterThan(2);
  expect(told).toEqual(told.toSorted((a, b) => a - b));
  expect(told.every((share) => share >= 0 && share <= 1)).toBe(true);
});

it('rejects a file that is no model, and one that is not there', async () => {
  await put('text.stl', Buffer.from('no model'));
  const options = { onProgress: () => undefined, signal: never };
  expect(await reader()('text.stl', options)).toMatchObject({ rejection: { code: 'model_unreadable' } });
  expect(await reader()('absent.stl', options)).toMatchObject({ rejection: { code: 'model_missing' } });
});

it('says that the models can not be read now', async () => {
  const away = modelReader({
    models: {
      url: 's3://models?endpoint=http://127.0.0.1:1',
      credentials: { accessKeyId: 'k', secretAccessKey: 's' },
    },
    machine: waxPrinter,
    timeLimitMs: 60_000,
  });
  expect(await away('ring.stl', { onProgress: () => undefined, signal: never })).toMatchObject({
    kind: 'unavailable',
  });
});

it('ends a thread that takes too long, also one that never yields', async () => {
  const threadFile = await threadOf('for (;;);');
  const outcome = await reader({ timeLimitMs: 100, threadFile })('x', {
    onProgress: () => undefined,
    signal: never,
  });
  expect(outcome).toMatchObject({ kind: 'rejected', rejection: { code: 'model_too_complex' } });
});

it('ends a thread when it is told to', async () => {
  const threadFile = await threadOf('for (;;);');
  const stop = new AbortController();
  const outcome = reader({ threadFile })('x', { onProgress: () => undefined, signal: stop.signal });
  stop.abort();
  expect(await outcome).toEqual({ kind: 'interrupted' });
});

it('survives a thread that runs out of memory', async () => {
  const threadFile = await threadOf('const all = []; for (;;) all.push([all.length, {}]);');
  const outcome = await reader({ threadFile })('x', { onProgress: () => undefined, signal: never });
  expect(outcome).toMatchObject({ kind: 'rejected', rejection: { code: 'model_too_complex' } });
});

it('says so when a thread breaks down', async () => {
  const options = { onProgress: () => undefined, signal: never };
  const throwing = await threadOf('throw new Error("broken")');
  await expect(reader({ threadFile: throwing })('x', options)).rejects.toThrow('broken');
  const silent = await threadOf('process.exit(3)');
  await expect(reader({ threadFile: silent })('x', options)).rejects.toThrow('code 3');
});
