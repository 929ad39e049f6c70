import { createHash } from 'node:crypto';
import { mkdir, open, readFile, rename } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { FastifyBaseLogger } from 'fastify';

/** Stores the position of a follower, as opaque text. */
export interface PositionStore {
  /** `undefined` for a follower that never ran, `damagedPosition` if what was written can't be read. */
  read(): Promise<string | undefined>;
  /** Resolves when it is durable. */
  write(position: string): Promise<void>;
}

export const damagedPosition = '';

/**
 * A position in a separate file, with its checksum. After a crash at any moment, it has either the previous or
 * the new position. The previous one stays beside it, and replaces a damaged one: a step is repeated then.
 */
export class PositionFile implements PositionStore {
  readonly #file: string;
  readonly #logger: Pick<FastifyBaseLogger, 'warn' | 'error'>;

  constructor(file: string, logger: Pick<FastifyBaseLogger, 'warn' | 'error'>) {
    this.#file = file;
    this.#logger = logger;
  }

  async read(): Promise<string | undefined> {
    const file = this.#file;
    const current = await positionIn(file);
    if (current !== undefined && current !== damagedPosition) return current;
    const previous = await positionIn(this.#previous);
    // Without a current one: a crash between the two renames of a write.
    if (current === undefined && previous !== damagedPosition) return previous;
    if (previous !== undefined && previous !== damagedPosition) {
      this.#logger.warn({ file }, 'a position file is damaged: continuing from the position before it');
      return previous;
    }
    this.#logger.error({ file }, 'a position file is damaged: continuing with what arrives from now on');
    return damagedPosition;
  }

  async write(position: string): Promise<void> {
    await mkdir(dirname(this.#file), { recursive: true });
    const next = `${this.#file}.next`;
    const file = await open(next, 'w');
    try {
      await file.writeFile(`${position}\n${checksumOf(position)}\n`);
      await file.sync();
    } finally {
      await file.close();
    }
    if ((await positionIn(this.#file)) !== damagedPosition)
      await rename(this.#file, this.#previous).catch(unlessMissing);
    await rename(next, this.#file);
    await syncFolder(dirname(this.#file));
  }

  get #previous(): string {
    return `${this.#file}.previous`;
  }
}

async function positionIn(file: string): Promise<string | undefined> {
  const text = await readFile(file, 'utf8').catch(unlessMissing);
  if (text === undefined) return undefined;
  const [position = '', checksum] = text.split('\n');
  // Earlier versions wrote the position alone.
  const isWhole = checksum === undefined ? isJson(position) : checksum === checksumOf(position);
  return isWhole ? position : damagedPosition;
}

function unlessMissing(error: unknown): undefined {
  if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
}

function checksumOf(position: string): string {
  return createHash('sha256').update(position).digest('hex').slice(0, 16);
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
