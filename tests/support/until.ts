import { setTimeout as sleep } from 'node:timers/promises';

/**
 * Asks again and again until the answer is one to go on with, and gives it.
 * @throws the last reason, with what was waited for, after `withinMs`
 */
export async function until<T>(
  what: string,
  ask: () => Promise<T | undefined | false>,
  withinMs = 30_000,
): Promise<T> {
  const deadline = Date.now() + withinMs;
  let reason: unknown;
  while (Date.now() < deadline) {
    try {
      const answer = await ask();
      if (answer !== undefined && answer !== false) return answer;
      reason = undefined;
    } catch (error) {
      reason = error;
    }
    await sleep(100);
  }
  throw new Error(`${what}: not within ${withinMs} ms`, { cause: reason });
}
