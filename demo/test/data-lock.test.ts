import { chmodSync, existsSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { takeDataFolder } from '../src/launch/data-lock.js';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'ordertrace-demo-'));
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe('the data folder', () => {
  it('is made, taken, and given back', () => {
    const data = join(folder, 'a', 'b');
    const { release } = takeDataFolder(data);
    expect(existsSync(join(data, 'launcher.pid'))).toBe(true);
    release();
    expect(existsSync(join(data, 'launcher.pid'))).toBe(false);
  });

  it('is closed to other users before anything starts in it', () => {
    chmodSync(folder, 0o755);
    takeDataFolder(folder);
    expect(statSync(folder).mode & 0o777).toBe(0o700);
  });

  it('is refused while another launcher has it', () => {
    // The parent process of a test is a living Node process.
    writeFileSync(join(folder, 'launcher.pid'), `${process.ppid}\n`);
    expect(() => takeDataFolder(folder)).toThrow(`in use by process ${process.ppid}`);
  });

  it('is taken over from a launcher that is gone', () => {
    writeFileSync(join(folder, 'launcher.pid'), '4194303\n');
    expect(() => takeDataFolder(folder)).not.toThrow();
  });

  it('is refused with a reason where it can not be', () => {
    const file = join(folder, 'file');
    writeFileSync(file, '');
    expect(() => takeDataFolder(join(file, 'data'))).toThrow("can't be used");
  });
});
