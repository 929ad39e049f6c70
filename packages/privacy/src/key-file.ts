import { randomBytes } from 'node:crypto';
import { link, mkdir, open, readFile, rm } from 'node:fs/promises';
import { dirname } from 'node:path';

const keyBytes = 32;

/**
 * Reads a secret key from a file: for partners' links and webhooks, or for pseudonyms. Creates a missing
 * file, readable by its owner alone. Never prints the key.
 *
 * @throws if the file can't be read or created, or has other content
 */
export async function readOrMakeKey(file: string): Promise<Buffer> {
  return (await readKey(file)) ?? (await makeKey(file));
}

async function readKey(file: string): Promise<Buffer | undefined> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
  const key = Buffer.from(text.trim(), 'base64');
  if (key.length < keyBytes)
    throw new Error(`${file} holds no key: ${keyBytes} bytes or more in base64 are one.`);
  return key;
}

/** Creates the file atomically. If two processes create it at once, the first wins. */
async function makeKey(file: string): Promise<Buffer> {
  const key = randomBytes(keyBytes);
  await mkdir(dirname(file), { recursive: true });
  const draft = `${file}.${randomBytes(6).toString('hex')}`;
  const handle = await open(draft, 'wx', 0o600);
  try {
    await handle.writeFile(`${key.toString('base64')}\n`);
    await handle.sync();
  } finally {
    await handle.close();
  }
  try {
    await link(draft, file);
    return key;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    return (await readKey(file)) ?? key;
  } finally {
    await rm(draft);
  }
}
