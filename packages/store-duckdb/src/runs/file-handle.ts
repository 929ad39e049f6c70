import { closeSync, openSync, readSync } from 'node:fs';
import { basename } from 'node:path';

/** A read-only file with random access. */
export class FileHandle {
  readonly path: string;
  readonly #descriptor: number;

  constructor(path: string) {
    this.path = path;
    this.#descriptor = openSync(path, 'r');
  }

  get name(): string {
    return basename(this.path);
  }

  /** Reads a copy that is aligned for any typed array. Throws if the file is shorter. */
  read(at: number, length: number): Uint8Array<ArrayBuffer> {
    const bytes = new Uint8Array(length);
    let done = 0;
    while (done < length) {
      const read = readSync(this.#descriptor, bytes, done, length - done, at + done);
      if (read === 0) throw new RangeError(`${this.name} ends before byte ${at + length}.`);
      done += read;
    }
    return bytes;
  }

  close(): void {
    closeSync(this.#descriptor);
  }
}
