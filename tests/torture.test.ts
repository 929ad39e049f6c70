import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, it } from 'vitest';
import { repository } from './support/system.js';

const kills = 5;

interface Line {
  readonly metric: string;
  readonly value: number;
  readonly unit: string;
}

it(`the server, killed ${kills} times at random points, keeps everything it acknowledged, once`, async () => {
  const args = ['benchmarks/torture.js', '--kills', `${kills}`, '--life', '15'];
  const torture = spawn(process.execPath, args, { cwd: repository, stdio: ['ignore', 'pipe', 'pipe'] });
  let printed = '';
  let told = '';
  torture.stdout.setEncoding('utf8').on('data', (text: string) => (printed += text));
  torture.stderr.setEncoding('utf8').on('data', (text: string) => (told += text));
  const [code] = (await once(torture, 'close')) as [number | null];
  expect(code, told).toBe(0);
  const lines = printed
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Line);
  const sum = (unit: string) =>
    lines.filter((line) => line.unit === unit).reduce((total, line) => total + line.value, 0);
  expect(sum('kills')).toBe(kills);
  expect(sum('spans')).toBeGreaterThan(1000);
  expect(sum('faults')).toBe(0);
});
