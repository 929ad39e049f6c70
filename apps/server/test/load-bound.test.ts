import { describe, expect, it } from 'vitest';
import { alwaysTaken, costOf, retryDelay, type ReceiveLoad } from '../src/receive/load-bound.js';
import { WaitingRequests } from '../src/receive/waiting-requests.js';

const bounds = { maxRequests: 100, maxWaitMs: 5000 };
const idle: ReceiveLoad = { requests: 0, cost: 0, costPerMs: undefined, stalledMs: 0 };

describe('when one more request arrives', () => {
  it('it is taken where none waits, and where the speed is unknown', () => {
    expect(retryDelay(idle, bounds)).toBeUndefined();
    expect(retryDelay({ ...idle, requests: 99, cost: 1e12 }, bounds)).toBeUndefined();
  });

  it('it is refused while as many wait as may, and returns after a second at the earliest', () => {
    expect(retryDelay({ ...idle, requests: 100 }, bounds)).toBe(1000);
  });

  it('it is refused where it would wait longer than it may, by the measured speed', () => {
    const load = { ...idle, requests: 50, costPerMs: 1000 };
    expect(retryDelay({ ...load, cost: 5_000_000 }, bounds)).toBeUndefined();
    expect(retryDelay({ ...load, cost: 8_000_000 }, bounds)).toBe(8000);
  });

  it('it is refused where nothing was stored for longer than it may wait', () => {
    const load = { ...idle, requests: 50, cost: 1, costPerMs: 1000 };
    expect(retryDelay({ ...load, stalledMs: 5000 }, bounds)).toBeUndefined();
    expect(retryDelay({ ...load, stalledMs: 6000 }, bounds)).toBe(6000);
  });

  it('it is taken while few wait, however slow they are', () => {
    const slow = { ...idle, cost: 1e9, costPerMs: 1, stalledMs: 60_000 };
    expect(retryDelay({ ...slow, requests: alwaysTaken - 1 }, bounds)).toBeUndefined();
    expect(retryDelay({ ...slow, requests: alwaysTaken }, bounds)).toBe(30_000);
  });
});

describe('the requests that wait', () => {
  function waitingAt() {
    const time = { ms: 1000 };
    return { time, waiting: new WaitingRequests(() => time.ms) };
  }

  it('are counted with their cost until they end', () => {
    const { waiting } = waitingAt();
    const first = waiting.add(1000);
    const second = waiting.add(0);
    expect(waiting.load).toMatchObject({ requests: 2, cost: costOf(1000) + costOf(0) });
    first(true);
    second(false);
    expect(waiting.load).toMatchObject({ requests: 0, cost: 0 });
  });

  it('count from their heads on, until their bodies are read', () => {
    const { waiting } = waitingAt();
    waiting.add(0);
    const end = waiting.announce(500);
    expect(waiting.loadAtHead).toMatchObject({ requests: 2, cost: costOf(0) + costOf(500) });
    expect(waiting.load).toMatchObject({ requests: 1, cost: costOf(0) });
    end();
    end();
    expect(waiting.loadAtHead).toMatchObject({ requests: 1, cost: costOf(0) });
  });

  it('count for at most a mebibyte and five seconds before their bodies are read', () => {
    const { time, waiting } = waitingAt();
    waiting.announce(1e12);
    expect(waiting.loadAtHead.cost).toBe(costOf(1024 * 1024));
    time.ms += 4999;
    waiting.announce(0);
    time.ms += 1;
    expect(waiting.loadAtHead).toMatchObject({ requests: 1, cost: costOf(0) });
  });

  it('give the speed by what was stored while some waited', () => {
    const { time, waiting } = waitingAt();
    const [first, second, third] = [waiting.add(0), waiting.add(0), waiting.add(0)];
    time.ms += 100;
    first(true);
    expect(waiting.load.costPerMs).toBeCloseTo(costOf(0) / 100);
    time.ms += 100;
    second(true);
    expect(waiting.load.costPerMs).toBeCloseTo(costOf(0) / 100);
    third(false);
    time.ms += 60_000;
    waiting.add(0)(true);
    expect(waiting.load.costPerMs).toBeCloseTo(costOf(0) / 100);
  });

  it('say for how long nothing was stored; a failure is no progress, and rest is no stall', () => {
    const { time, waiting } = waitingAt();
    expect(waiting.load.stalledMs).toBe(0);
    const [first, second, third] = [waiting.add(0), waiting.add(0), waiting.add(0)];
    time.ms += 300;
    expect(waiting.load.stalledMs).toBe(300);
    first(false);
    expect(waiting.load.stalledMs).toBe(300);
    second(true);
    expect(waiting.load.stalledMs).toBe(0);
    third(true);
    time.ms += 300;
    waiting.add(0);
    expect(waiting.load.stalledMs).toBe(0);
  });
});
