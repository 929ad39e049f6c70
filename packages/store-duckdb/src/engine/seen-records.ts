import { readFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { HashWindow } from '../recent/hash-window.js';
import type { RecentBatch } from '../recent/recent-batch.js';
import type { StoreFolder } from '../files/store-folder.js';

const windowCapacity = 1 << 20;
const filesKept = 1;

/** What came of late, to tell a repeated record from a new one; known again after a restart from the runs' hash files. */
export class SeenRecords {
  readonly window = new HashWindow(windowCapacity);
  readonly #folder: StoreFolder;

  constructor(folder: StoreFolder) {
    this.#folder = folder;
    for (const number of folder.hashFiles()) {
      const bytes = new Uint8Array(readFileSync(folder.hashes(number)));
      this.note(new Uint32Array(bytes.buffer, 0, bytes.length >> 2));
    }
  }

  note(words: Uint32Array): void {
    for (let i = 0; i < words.length; i += 2) this.window.add(words[i] ?? 0, words[i + 1] ?? 0);
  }

  /** What was noted for batches that are not kept after all must not make their retry a repeat. */
  forget(batches: readonly RecentBatch[]): void {
    for (const words of batches.map((recent) => recent.hashes()))
      for (let i = 0; i < words.length; i += 2) this.window.remove(words[i] ?? 0, words[i + 1] ?? 0);
  }

  async removeOldFiles(): Promise<void> {
    for (const old of this.#folder.hashFiles().slice(0, -filesKept)) await rm(this.#folder.hashes(old));
  }
}
