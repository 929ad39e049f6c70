import type { Writable } from 'node:stream';

const mebibyte = 1 << 20;

/** Reports the progress of a transfer: in place on a terminal, elsewhere one line for each tenth. */
export class Progress {
  readonly #out: Writable & { readonly isTTY?: boolean };
  readonly #what: string;
  readonly #total: number | undefined;
  #told = '';

  constructor(out: Writable & { readonly isTTY?: boolean }, what: string, total?: number) {
    this.#out = out;
    this.#what = what;
    this.#total = total;
  }

  at(bytes: number): void {
    const text = this.#text(bytes);
    if (text === this.#told) return;
    this.#told = text;
    this.#out.write(this.#out.isTTY === true ? `\r${text}` : `${text}\n`);
  }

  end(): void {
    if (this.#out.isTTY === true && this.#told !== '') this.#out.write('\n');
  }

  #text(bytes: number): string {
    const step = this.#out.isTTY === true ? 1 : 10;
    if (this.#total !== undefined && this.#total > 0) {
      const percent = Math.floor((bytes / this.#total) * (100 / step)) * step;
      return `${this.#what}: ${percent} % of ${Math.ceil(this.#total / mebibyte)} MiB`;
    }
    return `${this.#what}: ${Math.floor(bytes / mebibyte / (step * 10)) * step * 10} MiB`;
  }
}
