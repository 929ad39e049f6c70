import { closeSync, existsSync, mkdirSync, openSync, renameSync, statSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';

/**
 * A log file of bounded size. At `maxBytes` it is renamed to `<file>.1`, which replaces the previous one.
 * Writes are synchronous, so nothing is lost when the process ends. If a write fails, the line is lost and
 * the process continues.
 */
export class RotatingLog {
  readonly #file: string;
  readonly #maxBytes: number;
  #descriptor: number;
  #bytes: number;

  constructor(file: string, maxBytes = 8 * 1024 * 1024) {
    mkdirSync(dirname(file), { recursive: true });
    this.#file = file;
    this.#maxBytes = maxBytes;
    this.#bytes = existsSync(file) ? statSync(file).size : 0;
    this.#descriptor = openSync(file, 'a');
  }

  write(text: string): void {
    const bytes = Buffer.from(text);
    try {
      if (this.#bytes > 0 && this.#bytes + bytes.length > this.#maxBytes) this.#rotate();
      writeSync(this.#descriptor, bytes);
      this.#bytes += bytes.length;
    } catch {
      // A log that can't be written can't report its own failure either.
    }
  }

  close(): void {
    closeSync(this.#descriptor);
  }

  #rotate(): void {
    closeSync(this.#descriptor);
    renameSync(this.#file, `${this.#file}.1`);
    this.#descriptor = openSync(this.#file, 'a');
    this.#bytes = 0;
  }
}
