import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { plainLog, plainSpan, recordsOf } from '@ordertrace/store/contract';
import { openDuckdbStore } from '@ordertrace/store-duckdb';
import { expect, it } from 'vitest';

const kills = Number(process.env['ORDERTRACE_TEST_KILLS'] ?? 3);
const child = fileURLToPath(new URL('./appending-process.js', import.meta.url));

/** Lets a process append for a while, and kills it. Returns what had been acknowledged. */
async function appendUntilKilled(path: string, first: number, lifeMs: number): Promise<number[]> {
  const appending = spawn(process.execPath, [child, path, String(first)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let printed = '';
  appending.stdout.setEncoding('utf8');
  appending.stdout.on('data', (text: string) => {
    if (printed === '') setTimeout(() => appending.kill('SIGKILL'), lifeMs);
    printed += text;
  });
  await once(appending, 'close');
  const whole = printed.slice(0, printed.lastIndexOf('\n'));
  return whole.split('\n').map(Number);
}

it(
  `keeps all that was acknowledged, once and whole, through ${kills} kills at random moments`,
  { timeout: 60_000 + kills * 10_000 },
  async () => {
    const path = await mkdtemp(join(tmpdir(), 'ordertrace-killed-'));
    const acknowledged: number[] = [];
    for (let kill = 0; kill < kills; kill++)
      acknowledged.push(...(await appendUntilKilled(path, kill * 1_000_000, Math.random() * 400)));
    expect(acknowledged.length).toBeGreaterThan(kills);

    const store = await openDuckdbStore({ path });
    const bodies = new Map<string, number>();
    for await (const span of store.findSpans({})) {
      const { body } = plainSpan(span);
      bodies.set(body, (bodies.get(body) ?? 0) + 1);
    }
    expect(Math.max(...bodies.values())).toBe(1);
    const numbers = new Set([...bodies.keys()].map((body) => Number(body.split('/')[0])));
    for (const number of acknowledged) expect(numbers.has(number)).toBe(true);
    expect(bodies.size).toBe(numbers.size * 5);
    const orders = acknowledged.map((number) => ({ tenantId: 'acme', orderId: `${number}` }));
    expect(await store.eventsOfOrders(orders)).toHaveLength(acknowledged.length);
    for (const order of orders.slice(-20)) {
      expect((await recordsOf(store, order)).spans).toHaveLength(5);
      const logs = (await recordsOf(store, order)).logs.map((log) => plainLog(log).body);
      expect(logs).toEqual([order.orderId]);
    }
    await store.close();
    await rm(path, { recursive: true });
  },
);
