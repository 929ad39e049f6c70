import type { Texts } from '@ordertrace/words';
import type { Writable } from 'node:stream';

const mebibyte = 1 << 20;

export interface Transfer {
  readonly out: Writable & { readonly isTTY?: boolean };
  /** What was done with the bytes: `saved`. */
  readonly what: string;
  readonly t: Texts;
  /** Size in bytes, if it is known. */
  readonly total?: number;
}

/** Reports the progress of a transfer: in place on a terminal, elsewhere one line for each tenth. */
export class Progress {
  readonly #transfer: Transfer;
  #reported = '';

  constructor(transfer: Transfer) {
    this.#transfer = transfer;
  }

  at(bytes: number): void {
    const text = this.#text(bytes);
    if (text === this.#reported) return;
    this.#reported = text;
    const { out } = this.#transfer;
    out.write(out.isTTY === true ? `\r${text}` : `${text}\n`);
  }

  end(): void {
    const { out } = this.#transfer;
    if (out.isTTY === true && this.#reported !== '') out.write('\n');
  }

  #text(bytes: number): string {
    const { out, what, t, total = 0 } = this.#transfer;
    const step = out.isTTY === true ? 1 : 10;
    if (total > 0) {
      const percent = Math.floor((bytes / total) * (100 / step)) * step;
      return t('commandLine.progress', { what, percent, size: Math.ceil(total / mebibyte) });
    }
    const size = Math.floor(bytes / mebibyte / (step * 10)) * step * 10;
    return t('commandLine.progressBytes', { what, size });
  }
}
