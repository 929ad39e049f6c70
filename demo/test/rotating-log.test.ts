import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { RotatingLog } from '../src/process/rotating-log.js';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'ordertrace-demo-'));
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

it('a log stays within twice its size, with the newest lines in it', () => {
  const file = join(folder, 'logs', 'x.log');
  const log = new RotatingLog(file, 1000);
  for (let i = 0; i < 500; i++) log.write(`line ${i}\n`);
  log.close();
  expect(statSync(file).size + statSync(`${file}.1`).size).toBeLessThanOrEqual(2000);
  expect(readFileSync(file, 'utf8')).toContain('line 499\n');
});

it('a log goes on where an earlier run ended', () => {
  const file = join(folder, 'x.log');
  for (const text of ['one\n', 'two\n']) {
    const log = new RotatingLog(file);
    log.write(text);
    log.close();
  }
  expect(readFileSync(file, 'utf8')).toBe('one\ntwo\n');
});
