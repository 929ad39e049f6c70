import { readFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import type { DamageList } from '../files/damage-list.js';
import { readHashFile } from '../recent/hash-file.js';
import { HashWindow } from '../recent/hash-window.js';
import type { RecentBatch } from '../recent/recent-batch.js';
import type { StoreFolder } from '../files/store-folder.js';
import type { StoreDamage } from '@ordertrace/store';

const windowCapacity = 1 << 20;
const filesKept = 1;

/**
 * Recent records, to distinguish repeated records from new ones. After a restart they are loaded from the
 * runs' hash files.
 */
export class SeenRecords {
  readonly window = new HashWindow(windowCapacity);
  readonly #folder: StoreFolder;

  constructor(folder: StoreFolder, damage: DamageList) {
    this.#folder = folder;
    for (const number of folder.hashFiles()) {
      const hashes = readHashFile(number, readFileSync(folder.hashes(number)));
      if (hashes !== undefined) this.note(hashes);
      else damage.note(damagedHashes(folder.nameOf(folder.hashes(number))));
    }
  }

  note(words: Uint32Array): void {
    for (let i = 0; i < words.length; i += 2) this.window.add(words[i] ?? 0, words[i + 1] ?? 0);
  }

  /** Forgets batches that failed, so that their retry does not count as a repeat. */
  forget(batches: readonly RecentBatch[]): void {
    for (const words of batches.map((recent) => recent.hashes()))
      for (let i = 0; i < words.length; i += 2) this.window.remove(words[i] ?? 0, words[i + 1] ?? 0);
  }

  async removeOldFiles(): Promise<void> {
    for (const old of this.#folder.hashFiles().slice(0, -filesKept)) await rm(this.#folder.hashes(old));
  }
}

function damagedHashes(file: string): StoreDamage {
  const detail = `${file} is damaged, or of another run. A record that is sent again may be stored twice; answers leave the second one out.`;
  return { kind: 'damaged', file, detail, isIncomplete: false };
}
