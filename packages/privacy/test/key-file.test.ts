import { randomBytes } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readOrMakeKey } from '@ordertrace/privacy';
import { afterAll, describe, expect, it } from 'vitest';

const folder = await mkdtemp(join(tmpdir(), 'key-file-'));
afterAll(() => rm(folder, { recursive: true }));

describe('a key file', () => {
  it('is created with its folders, for its owner alone, and read again', async () => {
    const file = join(folder, 'new', 'folder', 'key');
    const key = await readOrMakeKey(file);
    expect(key).toHaveLength(32);
    expect(await readFile(file, 'utf8')).toBe(`${key.toString('base64')}\n`);
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    expect(await readdir(join(folder, 'new', 'folder'))).toEqual(['key']);
    expect(await readOrMakeKey(file)).toEqual(key);
  });

  it('has another key each time that it is created', async () => {
    const keys = await Promise.all(['a', 'b'].map((name) => readOrMakeKey(join(folder, name))));
    expect(keys[0]).not.toEqual(keys[1]);
  });

  it('is the same for all that create it at once', async () => {
    const file = join(folder, 'shared', 'key');
    const keys = await Promise.all(Array.from({ length: 8 }, () => readOrMakeKey(file)));
    expect(new Set(keys.map((key) => key.toString('hex'))).size).toBe(1);
    expect(await readdir(join(folder, 'shared'))).toEqual(['key']);
  });

  it('may hold more than 32 bytes, and blanks around them', async () => {
    const file = join(folder, 'long');
    const key = randomBytes(40);
    await writeFile(file, ` ${key.toString('base64')}\n\n`);
    expect(await readOrMakeKey(file)).toEqual(key);
  });

  it('with fewer bytes is refused and kept', async () => {
    const file = join(folder, 'short');
    await writeFile(file, randomBytes(31).toString('base64'));
    await expect(readOrMakeKey(file)).rejects.toThrow(
      `${file} holds no key: 32 bytes or more in base64 are one.`,
    );
    expect(await readdir(folder)).toContain('short');
  });

  it('that cannot be read is an error', async () => {
    await expect(readOrMakeKey(folder)).rejects.toThrow('EISDIR');
  });

  it('in a folder that cannot be created is an error', async () => {
    await writeFile(join(folder, 'file'), '');
    await expect(readOrMakeKey(join(folder, 'file', 'key'))).rejects.toThrow('ENOTDIR');
  });
});
