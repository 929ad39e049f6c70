import { ExportResultCode, type ExportResult } from '@opentelemetry/core';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Outlet } from '../src/outlet.js';

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

const done = { code: ExportResultCode.SUCCESS };
const failed = (code?: number) => ({
  code: ExportResultCode.FAILED,
  error: Object.assign(new Error('no'), code === undefined ? {} : { code }),
});

function setUp(answer: () => ExportResult | undefined, maxWaiting = 10) {
  const taken: number[][] = [];
  const onLoss = vi.fn();
  const outlet = new Outlet<number>({
    exporter: {
      export(items, callback) {
        const result = answer();
        if (result?.code === ExportResultCode.SUCCESS) taken.push(items);
        if (result !== undefined) callback(result);
      },
      shutdown: () => Promise.resolve(),
    },
    maxWaiting,
    maxBatch: 4,
    onLoss,
    pauseMs: 100,
  });
  const offer = (...items: number[]) => {
    const admitted = items.filter(() => outlet.admit());
    if (admitted.length > 0) outlet.export(admitted, () => undefined);
  };
  return { outlet, offer, taken, onLoss };
}

describe('an outlet', () => {
  it('keeps through an outage what fits, and sends it afterwards in order', async () => {
    let up = false;
    const { outlet, offer, taken } = setUp(() => (up ? done : failed()));
    offer(1, 2);
    offer(3);
    offer(4, 5, 6);
    expect(outlet.status()).toMatchObject({ sent: 0, waiting: 6, lastError: 'no' });
    await vi.advanceTimersByTimeAsync(1_000);
    up = true;
    await vi.advanceTimersByTimeAsync(1_000);
    expect(taken.flat()).toEqual([1, 2, 3, 4, 5, 6]);
    expect(outlet.status()).toEqual({ sent: 6, dropped: 0, refused: 0, waiting: 0, lastError: '' });
  });

  it('drops and counts what does not fit', () => {
    const { outlet, offer, onLoss } = setUp(() => undefined, 3);
    offer(1, 2, 3, 4, 5);
    expect(outlet.status()).toMatchObject({ waiting: 3, dropped: 2 });
    expect(onLoss).toHaveBeenCalledTimes(2);
  });

  it('counts what is refused for good, and goes on with the next', () => {
    let answer = failed(400);
    const { outlet, offer, taken } = setUp(() => answer);
    offer(1);
    answer = { ...done, error: new Error() };
    offer(2);
    expect(taken).toEqual([[2]]);
    expect(outlet.status()).toMatchObject({ sent: 1, refused: 1, waiting: 0 });
  });

  it.each([408, 429, 503])('tries again after a %i', async (code) => {
    let first = true;
    const { offer, taken } = setUp(() => {
      if (!first) return done;
      first = false;
      return failed(code);
    });
    offer(1);
    await vi.advanceTimersByTimeAsync(100);
    expect(taken).toEqual([[1]]);
  });

  it('survives an exporter that throws', () => {
    const { outlet, offer } = setUp(() => {
      throw new Error('broken');
    });
    offer(1);
    expect(outlet.status()).toMatchObject({ refused: 1, waiting: 0, lastError: 'broken' });
  });

  it('tries once more when it is closed, and counts what is left as dropped', async () => {
    const { outlet, offer } = setUp(() => failed());
    offer(1, 2);
    await outlet.shutdown();
    expect(outlet.status()).toMatchObject({ dropped: 2, waiting: 0 });
    expect(outlet.admit()).toBe(false);
  });
});
