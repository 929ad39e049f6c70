import { mkdtemp, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { eventBatch } from '@ordertrace/model';
import { createMemoryStore, type Store } from '@ordertrace/store';
import { pauseMs } from '../src/outbound/back-off.js';
import { beginIn } from '../src/outbound/begin-in.js';
import { Follower, type FollowerOptions, type Step } from '../src/outbound/follower.js';
import { damagedPosition, PositionFile } from '../src/outbound/position-file.js';

const patience = { timeout: 20_000, interval: 10 };
const logger = { warn: () => undefined, error: () => undefined };

/** A sequence of texts; a position is how many of them were read. */
class Sequence {
  readonly texts: string[] = [];
  readonly read: string[] = [];
  failures = 0;

  step(from: string, hadEffect = true): Step | undefined {
    const text = this.texts[Number(from)];
    if (text === undefined) return undefined;
    if (this.failures > 0) {
      this.failures--;
      throw new Error('not now');
    }
    this.read.push(text);
    return { position: String(Number(from) + 1), hadEffect };
  }
}

describe('a follower', () => {
  let folder: string;
  let sequence: Sequence;
  const running: Follower[] = [];

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'ordertrace-follower-'));
    sequence = new Sequence();
  });
  afterEach(async () => {
    await Promise.all(running.splice(0).map((follower) => follower.stop()));
    await rm(folder, { recursive: true });
  });

  const positions = () => new PositionFile(join(folder, 'place', 'one.json'), logger);

  function follow(options: Partial<FollowerOptions<string>> = {}): Follower {
    const follower = new Follower({
      name: 'following',
      positions: positions(),
      logger,
      restMs: 3_600_000,
      begin: (stored) => Promise.resolve(stored ?? '0'),
      step: (from) => Promise.resolve(sequence.step(from)),
      ...options,
    });
    running.push(follower);
    return follower;
  }

  it('reads each once, in order, and goes on where it stopped after a restart', async () => {
    sequence.texts.push('a', 'b');
    const first = follow();
    first.start();
    await vi.waitFor(() => expect(sequence.read).toEqual(['a', 'b']), patience);
    await first.stop();
    sequence.texts.push('c');
    follow().start();
    await vi.waitFor(() => expect(sequence.read).toEqual(['a', 'b', 'c']), patience);
    // The position is written after the step.
    await vi.waitFor(async () => expect(await positions().read()).toBe('3'), patience);
  });

  it('looks when it is woken, long before its rest ends', async () => {
    const follower = follow();
    follower.start();
    await vi.waitFor(async () => expect(await positions().read()).toBe('0'), patience);
    sequence.texts.push('a');
    follower.wake();
    await vi.waitFor(() => expect(sequence.read).toEqual(['a']), patience);
  });

  it('does a step that failed again, and never passes it', async () => {
    sequence.texts.push('a', 'b');
    sequence.failures = 1;
    const follower = follow();
    await expect(follower.advance()).rejects.toThrow('not now');
    expect(sequence.read).toEqual([]);
    await follower.advance();
    await follower.advance();
    expect(sequence.read).toEqual(['a', 'b']);
  });

  it('keeps the position of a step with an effect before the next step', async () => {
    sequence.texts.push('a', 'b');
    const follower = follow();
    await follower.advance();
    expect(await positions().read()).toBe('1');
  });

  it('writes the position of steps without effect at its stop at the latest', async () => {
    sequence.texts.push('a', 'b', 'c');
    const follower = follow({ step: (from) => Promise.resolve(sequence.step(from, false)) });
    while (await follower.advance());
    await follower.stop();
    expect(await positions().read()).toBe('3');
  });

  it('ends a pause within a step when it is stopped, and does the step again', async () => {
    sequence.texts.push('a');
    let paused = 0;
    const first = follow({
      step: async (from, pause) => {
        paused++;
        await pause(3_600_000);
        return sequence.step(from);
      },
    });
    first.start();
    await vi.waitFor(() => expect(paused).toBe(1), patience);
    await first.stop();
    expect(sequence.read).toEqual([]);
    expect(await positions().read()).toBe('0');
  });
});

const transition = {
  type: 'transition',
  tenantId: 'acme',
  timeNanos: 1n,
  service: 'shop-api',
  stage: 'CREATED',
} as const;

describe('a position file', () => {
  let folder: string;
  let file: string;
  let logged: string[];
  const positions = () =>
    new PositionFile(file, {
      warn: () => logged.push('warn'),
      error: () => logged.push('error'),
    });

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'ordertrace-position-'));
    file = join(folder, 'one.json');
    logged = [];
  });
  afterEach(() => rm(folder, { recursive: true }));

  const damages: [string, (path: string) => Promise<unknown>][] = [
    ['empty', (path) => truncate(path, 0)],
    ['cut off', async (path) => truncate(path, (await readFile(path)).length - 3)],
    [
      'changed in one digit',
      async (path) => writeFile(path, (await readFile(path, 'utf8')).replace('2', '3')),
    ],
    ['no text', (path) => writeFile(path, Buffer.alloc(64))],
  ];

  it.each(damages)('that is %s is replaced by the one before it, with a log line', async (_, damage) => {
    await positions().write('{"commit":"11"}');
    await positions().write('{"commit":"12"}');
    await damage(file);
    expect(await positions().read()).toBe('{"commit":"11"}');
    expect(logged).toEqual(['warn']);
    await positions().write('{"commit":"13"}');
    expect(await positions().read()).toBe('{"commit":"13"}');
    await damage(file);
    expect(await positions().read()).toBe('{"commit":"11"}');
  });

  it.each(damages)('that is %s as the only one is reported, and nothing is sent again', async (_, damage) => {
    await positions().write('{"commit":"12"}');
    await damage(file);
    const stored = await positions().read();
    expect([stored, logged]).toEqual([damagedPosition, ['error']]);
    const store = createMemoryStore();
    const { position } = await store.append(eventBatch([{ ...transition, orderId: '1' }]));
    expect(await beginIn(store.positions, stored, 'oldest')).toBe(position);
    await store.close();
  });

  it('that is missing beside the one before it was being written', async () => {
    await positions().write('{"commit":"11"}');
    await positions().write('{"commit":"12"}');
    await rm(file);
    expect(await positions().read()).toBe('{"commit":"11"}');
    expect(logged).toEqual([]);
  });

  it('of an earlier version is read; a follower that never ran has none', async () => {
    expect(await positions().read()).toBeUndefined();
    await writeFile(file, '{"commit":"7"}');
    expect(await positions().read()).toBe('{"commit":"7"}');
    expect(logged).toEqual([]);
  });
});

describe('the start of a follower', () => {
  let store: Store;
  beforeEach(async () => {
    store = createMemoryStore();
    for (const orderId of ['1', '2']) await store.append(eventBatch([{ ...transition, orderId }]));
  });
  afterEach(() => store.close());

  it('is its stored position', async () => {
    const { start } = store.positions;
    expect(await beginIn(store.positions, start)).toBe(start);
  });

  it('is the end where nothing is stored, or the oldest data on request', async () => {
    expect(await beginIn(store.positions, undefined)).toBe(await store.positions.latest());
    expect(await beginIn(store.positions, undefined, 'oldest')).toBe(store.positions.start);
  });

  it('is the end where the stored position is of another store', async () => {
    const latest = await store.positions.latest();
    for (const stored of ['{"commit":"3"}', 'nonsense'])
      expect(await beginIn(store.positions, stored, 'oldest')).toBe(latest);
  });

  it('is read from the files of earlier versions', async () => {
    const position = await beginIn(store.positions, '{"commit":"1"}');
    const [change, ...others] = await store.changesAfter({ after: position, limit: 5 });
    expect(change?.order.orderId).toBe('2');
    expect(others).toEqual([]);
  });
});

describe('the pause after a failure', () => {
  const backOff = { firstMs: 1000, longestMs: 60_000 };
  it.each([
    [1, 1000],
    [2, 2000],
    [5, 16_000],
    [30, 60_000],
  ])('after %i in a row is at most %i ms, and at least three quarters of it', (failures, most) => {
    for (let i = 0; i < 50; i++) {
      const pause = pauseMs(failures, backOff);
      expect(pause).toBeLessThanOrEqual(most);
      expect(pause).toBeGreaterThanOrEqual(most * 0.75);
    }
  });
});
