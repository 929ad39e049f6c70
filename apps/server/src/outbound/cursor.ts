import { mkdir, open, readFile, rename } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { TelemetryPosition } from '@ordertrace/store';

/** How far a target has got, in a file of its own that outlives a crash at any moment. */
export class Cursor {
  readonly #file: string;

  constructor(file: string) {
    this.#file = file;
  }

  /** `undefined` for a target that is new. @throws where the file holds something else */
  async read(): Promise<TelemetryPosition | undefined> {
    let text: string;
    try {
      text = await readFile(this.#file, 'utf8');
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
      throw error;
    }
    const { commit, part } = JSON.parse(text) as { commit: string; part?: string };
    return { commit: BigInt(commit), ...(part === undefined ? {} : { part }) };
  }

  /** Resolves when it is durable. */
  async write({ commit, part }: TelemetryPosition): Promise<void> {
    await mkdir(dirname(this.#file), { recursive: true });
    const next = `${this.#file}.next`;
    const file = await open(next, 'w');
    try {
      await file.writeFile(
        JSON.stringify({ commit: commit.toString(), ...(part === undefined ? {} : { part }) }),
      );
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(next, this.#file);
  }
}
