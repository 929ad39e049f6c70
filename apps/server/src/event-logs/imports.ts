import type { ImportProgress, ImportReport } from '@ordertrace/api';
import type { ImportStep } from './import-log.js';

const mostRemembered = 100;

/** The imports since the server started: how far they are, and how they ended. One runs at a time. */
export class Imports {
  readonly #imports = new Map<string, ImportProgress>();
  #running: string | undefined;

  get isBusy(): boolean {
    return this.#running !== undefined;
  }

  progress(id: string): ImportProgress | undefined {
    return this.#imports.get(id);
  }

  begin(id: string, bytesTotal: number | null): void {
    this.#running = id;
    this.#imports.delete(id);
    this.#imports.set(id, {
      id,
      state: 'receiving',
      bytes: 0,
      bytes_total: bytesTotal,
      events: 0,
      kept: 0,
      refused: 0,
      report: null,
    });
    const [oldest] = this.#imports.keys();
    if (this.#imports.size > mostRemembered && oldest !== undefined) this.#imports.delete(oldest);
  }

  received(id: string, bytes: number): void {
    this.#change(id, { bytes });
  }

  step(id: string, step: ImportStep, bytesTotal: number): void {
    this.#change(id, { ...step, bytes_total: bytesTotal });
  }

  end(id: string, report: ImportReport | undefined): void {
    this.#running = undefined;
    this.#change(id, report === undefined ? { state: 'failed' } : { state: report.state, report });
  }

  #change(id: string, change: Partial<ImportProgress>): void {
    const progress = this.#imports.get(id);
    if (progress) this.#imports.set(id, { ...progress, ...change });
  }
}
