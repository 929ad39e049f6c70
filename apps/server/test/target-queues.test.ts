import { nanosFromMillis } from '@ordertrace/model';
import { beforeEach, describe, expect, it } from 'vitest';
import type { Sent } from '../src/outbound/sent.js';
import { TargetQueues, type Pace, type Tried } from '../src/outbound/target-queues.js';

const second = nanosFromMillis(1000);
const pace: Pace = {
  item: { firstMs: 10_000, longestMs: 60_000 },
  target: { firstMs: 1000, longestMs: 4000 },
  attemptsAtMost: 3,
  waitingAtMost: 3,
};
const delivered: Sent = { outcome: 'delivered' };
const later: Sent = { outcome: 'retry', reason: 'away' };
const never: Sent = { outcome: 'refused', reason: 'gone' };

describe('queues by target', () => {
  let now: bigint;
  let queues: TargetQueues<string>;
  let sent: string[];
  let kept: [string, Omit<Tried, 'atNanos'>][];
  let answer: (target: string, item: string) => Sent | undefined | Promise<Sent | undefined>;
  let closed: Set<string>;

  beforeEach(() => {
    now = 1_000_000n * second;
    sent = [];
    kept = [];
    closed = new Set();
    answer = () => delivered;
    queues = new TargetQueues({
      name: 'test',
      pace,
      now: () => now,
      logger: { error: () => undefined },
      isOpen: (target) => !closed.has(target),
      attempt: async (target, item) => {
        sent.push(`${target} ${item}`);
        const result = await answer(target, item);
        if (result === undefined) return undefined;
        const keep = ({ atNanos: _, ...tried }: Tried): Promise<void> => {
          kept.push([`${target} ${item}`, tried]);
          return Promise.resolve();
        };
        return { sent: result, keep };
      },
    });
  });

  const put = (target: string, id: string, dueNanos = 0n) =>
    queues.put(target, id, { item: id, attempts: 0, dueNanos });
  async function after(seconds: number): Promise<string[]> {
    now += BigInt(seconds) * second;
    sent = [];
    await queues.look();
    return sent;
  }

  it('send each item once, oldest first, and none before it is due', async () => {
    put('a', '1');
    put('a', '2', now + 5n * second);
    put('a', '3');
    expect(await after(0)).toEqual(['a 1', 'a 3']);
    expect(await after(4)).toEqual([]);
    expect(await after(1)).toEqual(['a 2']);
    expect(queues.waiting()).toBe(0);
  });

  it('hold no other target up while one fails or does not answer', async () => {
    let answers: (result: Sent) => void = () => undefined;
    answer = (target) =>
      target === 'slow'
        ? new Promise((resolve) => (answers = resolve))
        : target === 'bad'
          ? later
          : delivered;
    put('slow', '1');
    put('bad', '1');
    put('good', '1');
    const looked = after(0);
    await expect.poll(() => sent).toEqual(['slow 1', 'bad 1', 'good 1']);
    put('good', '2');
    void queues.look();
    await expect.poll(() => sent.at(-1)).toBe('good 2');
    answers(delivered);
    await looked;
  });

  it('try an item again after a longer pause each time, and give it up in the end', async () => {
    answer = () => later;
    put('a', '1');
    await after(0);
    expect(await after(7)).toEqual([]);
    expect(await after(3)).toEqual(['a 1']);
    expect(await after(14)).toEqual([]);
    expect(await after(6)).toEqual(['a 1']);
    expect(await after(3600)).toEqual([]);
    expect(kept.map(([, tried]) => tried)).toEqual([
      { outcome: 'failed', attempt: 1, error: 'away' },
      { outcome: 'failed', attempt: 2, error: 'away' },
      { outcome: 'given_up', attempt: 3, error: 'away' },
    ]);
  });

  it('pause a target that fails, longer each time, until it takes something', async () => {
    answer = () => later;
    put('a', '1');
    put('a', '2');
    put('a', '3');
    expect(await after(0)).toEqual(['a 1']);
    expect(await after(1)).toEqual(['a 2']);
    expect(await after(1)).toEqual([]);
    answer = () => delivered;
    expect(await after(1)).toEqual(['a 3']);
    expect(await after(60)).toEqual(['a 1', 'a 2']);
    answer = () => later;
    put('a', '4');
    put('a', '5');
    expect(await after(0)).toEqual(['a 4']);
    expect(await after(1)).toEqual(['a 5']);
  });

  it('wait as long as the target asks, up to the longest pause', async () => {
    answer = () => ({ outcome: 'retry', reason: 'busy', afterMs: 30_000 });
    put('a', '1');
    await after(0);
    expect(await after(29)).toEqual([]);
    answer = () => ({ outcome: 'retry', reason: 'busy', afterMs: 3_600_000 });
    expect(await after(1)).toEqual(['a 1']);
    answer = () => delivered;
    expect(await after(60)).toEqual(['a 1']);
  });

  it('give up at once what is refused, and go on with the next', async () => {
    answer = (_, item) => (item === '1' ? never : delivered);
    put('a', '1');
    put('a', '2');
    expect(await after(0)).toEqual(['a 1', 'a 2']);
    expect(kept[0]).toEqual(['a 1', { outcome: 'given_up', attempt: 1, error: 'gone' }]);
  });

  it('drop without a trace what is of no use any more', async () => {
    answer = () => undefined;
    put('a', '1');
    await after(0);
    expect(kept).toEqual([]);
    expect(queues.waiting('a')).toBe(0);
  });

  it('keep what replaces an item while it is sent', async () => {
    answer = () => {
      if (kept.length === 0) queues.put('a', '1', { item: 'new', attempts: 0, dueNanos: now + second });
      return delivered;
    };
    put('a', '1');
    expect(await after(0)).toEqual(['a 1']);
    expect(await after(1)).toEqual(['a new']);
  });

  it('count no failure of the target where the try itself fails', async () => {
    answer = () => Promise.reject(new Error('the store is full'));
    put('a', '1');
    await after(0);
    expect(kept).toEqual([]);
    answer = () => delivered;
    expect(await after(10)).toEqual(['a 1']);
    expect(kept).toEqual([['a 1', { outcome: 'delivered', attempt: 1 }]]);
  });

  it('are bounded, each for itself', () => {
    for (const id of ['1', '2', '3']) expect(put('a', id)).toBe(true);
    expect(put('a', '4')).toBe(false);
    expect(put('a', '3')).toBe(true);
    expect(put('b', '1')).toBe(true);
    expect(queues.waiting()).toBe(4);
  });

  it('are dropped where their target is closed', async () => {
    put('a', '1');
    put('b', '1');
    closed.add('a');
    expect(queues.waiting()).toBe(1);
    expect(await after(0)).toEqual(['b 1']);
  });

  it('send by themselves once started, and stop when the try under way has ended', async () => {
    queues.start();
    put('a', '1');
    await expect.poll(() => sent, { timeout: 20_000 }).toEqual(['a 1']);
    await queues.stop();
    put('a', '2');
    expect(sent).toEqual(['a 1']);
  });
});
