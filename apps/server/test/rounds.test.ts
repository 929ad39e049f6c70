import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, it } from 'vitest';
import { Rounds, type RoundsOptions } from '../src/outbound/rounds.js';

const patience = { timeout: 20_000, interval: 10 };
const hourMs = 3_600_000;

describe('rounds', () => {
  let count = 0;
  let rounds: Rounds;
  afterEach(() => rounds.stop());

  function begin(options: Partial<RoundsOptions> = {}): void {
    count = 0;
    const round = () => {
      count++;
      return hourMs;
    };
    rounds = new Rounds({ round, failed: () => hourMs, ...options });
    rounds.start();
  }

  it('follow at once where they are woken during a rest, or during a round', async () => {
    let ends: () => void = () => undefined;
    begin({
      round: async () => {
        count++;
        if (count === 2) await new Promise<void>((resolve) => (ends = resolve));
        return hourMs;
      },
    });
    await expect.poll(() => count, patience).toBe(1);
    await sleep(1);
    rounds.wake();
    await expect.poll(() => count, patience).toBe(2);
    rounds.wake();
    ends();
    await expect.poll(() => count, patience).toBe(3);
  });

  it('keep the rest after a failure, however often they are woken', async () => {
    let failures = 0;
    begin({
      round: () => {
        count++;
        throw new Error('no');
      },
      failed: () => {
        failures++;
        return hourMs;
      },
    });
    await expect.poll(() => failures, patience).toBe(1);
    for (let i = 0; i < 5; i++) {
      rounds.wake();
      await sleep(1);
    }
    expect(count).toBe(1);
  });

  it('end their rest and a pause within a round when they are stopped', async () => {
    begin();
    await expect.poll(() => count, patience).toBe(1);
    await rounds.stop();
    begin({
      round: async () => {
        count++;
        await rounds.pause(hourMs);
        return 0;
      },
    });
    await expect.poll(() => count, patience).toBe(1);
    await rounds.stop();
    expect(rounds.isStopping).toBe(true);
  });
});
