import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ChildSpec } from '../src/process/child-process.js';
import type { LaunchError } from '../src/process/launch-error.js';
import { commandOf } from '../src/process/process-table.js';
import { RotatingLog } from '../src/process/rotating-log.js';
import { SupervisedChild, type RestartPolicy, type Supervision } from '../src/process/supervised-child.js';

let folder: string;
const children: SupervisedChild[] = [];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'ordertrace-demo-'));
});

afterEach(async () => {
  await Promise.all(children.splice(0).map((child) => child.stop()));
  rmSync(folder, { recursive: true, force: true });
});

const quick: RestartPolicy = { firstDelayMs: 5, maxDelayMs: 20, steadyAfterMs: 60_000, windowMs: 60_000 };

function shell(script: string): ChildSpec {
  return {
    name: 'part',
    command: '/bin/sh',
    args: ['-c', script],
    cwd: '/',
    env: { PATH: process.env['PATH'] },
    endBy: 'signal',
    endWithinMs: 300,
  };
}

function supervise(spec: ChildSpec, given: Partial<Supervision> = {}): SupervisedChild {
  const child = new SupervisedChild(spec, {
    log: new RotatingLog(join(folder, 'part.log')),
    policy: quick,
    isReady: () => Promise.resolve(true),
    readyWithinMs: 5000,
    report: () => undefined,
    onGivenUp: () => undefined,
    ...given,
  });
  children.push(child);
  return child;
}

describe('a supervised process', () => {
  it('keeps its output in its log file and ends when asked', async () => {
    let saw = (): void => undefined;
    const line = new Promise<void>((resolve) => (saw = resolve));
    const child = supervise(shell('echo hello; exec sleep 60'), { onLine: () => saw() });
    await child.start();
    await line;
    const { pid } = child;
    await child.stop();
    expect(readFileSync(join(folder, 'part.log'), 'utf8')).toBe('hello\n');
    expect(commandOf(pid!)).toBeUndefined();
  });

  it('is killed, with what it started, when it does not end in time', async () => {
    const child = supervise(shell('trap "" TERM; sleep 60 & echo $!; wait; sleep 60'));
    await child.start();
    await expect.poll(() => readFileSync(join(folder, 'part.log'), 'utf8')).toMatch(/\d/u);
    const grandchild = Number(readFileSync(join(folder, 'part.log'), 'utf8'));
    await child.stop();
    await expect.poll(() => commandOf(grandchild)).toBeUndefined();
  });

  it('says why it could not be started', async () => {
    const child = supervise(shell('echo no such luck >&2; exit 3'), {
      isReady: () => Promise.resolve(false),
    });
    await expect(child.start()).rejects.toThrow(/exit code 3[\s\S]*no such luck/u);
    const missing = supervise({ ...shell(''), command: '/no/such/program' });
    await expect(missing.start()).rejects.toThrow(/could not be started[\s\S]*ENOENT/u);
  });

  it('says that it did not become ready', async () => {
    const child = supervise(shell('exec sleep 60'), {
      isReady: () => Promise.resolve(false),
      readyWithinMs: 120,
    });
    await expect(child.start()).rejects.toThrow('did not become ready in time');
  });

  it('is started again when it dies, and its last lines are reported', async () => {
    const reports: string[] = [];
    const child = supervise(shell('echo run; exec sleep 60'), { report: (message) => reports.push(message) });
    await child.start();
    const first = child.pid!;
    await expect.poll(() => readFileSync(join(folder, 'part.log'), 'utf8')).toContain('run');
    process.kill(first, 'SIGKILL');
    await expect.poll(() => child.pid).not.toBe(first);
    expect(reports.join()).toMatch(/part ended unexpectedly \(signal SIGKILL\)[\s\S]*run[\s\S]*again/u);
  });

  it('is given up when it dies too often', async () => {
    const givenUp = new Promise<LaunchError>((resolve) => {
      const policy = { ...quick, giveUpAfter: 2 };
      const child = supervise(shell('sleep 0.1; exit 7'), { policy, onGivenUp: resolve });
      void child.start();
    });
    await expect(givenUp).resolves.toMatchObject({ code: 'died_too_often' });
  });

  it('is not started again once it was asked to end', async () => {
    const child = supervise(shell('exec sleep 60'), { policy: { ...quick, firstDelayMs: 1000 } });
    await child.start();
    const { pid } = child;
    process.kill(pid!, 'SIGKILL');
    await child.stop();
    expect(child.pid).toBe(pid);
  });
});

describe('the guard of Node processes', () => {
  it('ends them when the launcher was killed', async () => {
    const guard = new URL('../dist/process/guard.js', import.meta.url).href;
    const orphan = `process.on('SIGTERM', () => process.exit()); setInterval(() => {}, 1000)`;
    const launcher = `
      const { spawn } = require('node:child_process');
      const child = spawn(process.execPath, ['--import', ${JSON.stringify(guard)}, '-e', ${JSON.stringify(orphan)}],
        { detached: true, stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
      child.once('spawn', () => console.log(child.pid));
      setInterval(() => {}, 1000);`;
    const killed = spawn(process.execPath, ['-e', launcher], { stdio: ['ignore', 'pipe', 'inherit'] });
    const [printed] = (await once(killed.stdout, 'data')) as [Buffer];
    const pid = Number(printed.toString());
    expect(commandOf(pid)).toContain('guard.js');
    killed.kill('SIGKILL');
    await expect.poll(() => commandOf(pid), { timeout: 5000 }).toBeUndefined();
  });
});
