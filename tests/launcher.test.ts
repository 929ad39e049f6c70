import { spawnSync } from 'node:child_process';
import { createServer } from 'node:http';
import { once } from 'node:events';
import { afterAll, describe, expect, it } from 'vitest';
import { placeOrder, settledJourney, untilStage } from './support/order-walk.js';
import { descendants, memoryMiB } from './support/processes.js';
import { repository, startSystem } from './support/system.js';
import { until } from './support/until.js';

function start(...args: string[]) {
  return spawnSync(process.execPath, ['tools/start.js', ...args], {
    cwd: repository,
    encoding: 'utf8',
    timeout: 60_000,
  });
}

describe('npm start', () => {
  it('tells its options', () => {
    const help = start('--help');
    expect(help.status).toBe(0);
    for (const option of ['--empty', '--data', '--port-server', '--database', '--messaging']) {
      expect(help.stdout).toContain(option);
    }
  });

  it('names an option it does not know', () => {
    const wrong = start('--emtpy');
    expect(wrong.status).not.toBe(0);
    expect(wrong.stderr).toContain('--emtpy');
  });

  it('names a taken port and the option that changes it', async () => {
    const taken = createServer().listen(0, '127.0.0.1');
    await once(taken, 'listening');
    const address = taken.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    const refused = start('--empty', '--port-mes', `${port}`);
    taken.close();
    expect(refused.status).not.toBe(0);
    expect(refused.stderr + refused.stdout).toContain(`${port}`);
    expect(refused.stderr + refused.stdout).toContain('--port-mes');
  });

  it('ends everything on Ctrl-C, and finds its data again', async () => {
    const first = await startSystem();
    afterAll(() => first.dispose());
    const orderId = await placeOrder(first);
    await untilStage(first, orderId, 'PRICED');
    await settledJourney(first, orderId, 'PRICED');
    const running = descendants(first.pid);
    expect(running.length).toBeGreaterThan(4);
    expect(await first.stop()).toBe(0);
    const left = () => running.filter((pid) => isAlive(pid));
    await until('nothing is left running', () => Promise.resolve(left().length === 0), 10_000);

    const second = await startSystem({ data: first.data });
    const journey = await settledJourney(second, orderId, 'PRICED');
    expect(journey.order.stage).toBe('PRICED');
    expect(memoryMiB([second.pid, ...descendants(second.pid)])).toBeLessThan(2048);
    await second.stop();
  });
});

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
