import { mkdir, open, readFile, rename } from 'node:fs/promises';
import { dirname } from 'node:path';

/** Stores the position of a follower, as opaque text. */
export interface PositionStore {
  /** `undefined` for a follower that never ran. */
  read(): Promise<string | undefined>;
  /** Resolves when it is durable. */
  write(position: string): Promise<void>;
}

/**
 * A position in a separate file. After a crash at any moment, it has either the previous or the new position.
 */
export class PositionFile implements PositionStore {
  readonly #file: string;

  constructor(file: string) {
    this.#file = file;
  }

  async read(): Promise<string | undefined> {
    try {
      return await readFile(this.#file, 'utf8');
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
      throw error;
    }
  }

  async write(position: string): Promise<void> {
    await mkdir(dirname(this.#file), { recursive: true });
    const next = `${this.#file}.next`;
    const file = await open(next, 'w');
    try {
      await file.writeFile(position);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(next, this.#file);
  }
}
