import type { ImportList, ImportProgress, ImportReport } from '@ordertrace/api';
import { nanosFromMillis, timestampText } from '@ordertrace/model';
import type { ErasureTarget } from '@ordertrace/store';
import type { ImportStep } from './import-log.js';

const mostRemembered = 100;

/** An import request: its content and the person. */
export type ImportAsk = Pick<ImportList['imports'][number], 'log' | 'dry_run' | 'by' | 'bytes_total'>;

/** The imports since the server started, with their progress and result. One runs at a time. */
export class Imports {
  readonly #imports = new Map<string, ImportProgress>();
  readonly #asked = new Map<string, ImportAsk & { readonly started_at: string }>();
  #running: string | undefined;
  #erased: ErasureTarget[] = [];

  get isBusy(): boolean {
    return this.#running !== undefined;
  }

  progress(id: string): ImportProgress | undefined {
    return this.#imports.get(id);
  }

  /** Latest first. */
  list(): ImportList['imports'] {
    return [...this.#imports.values()].reverse().flatMap((progress) => {
      const asked = this.#asked.get(progress.id);
      return asked === undefined ? [] : [{ ...asked, ...progress }];
    });
  }

  begin(id: string, ask: ImportAsk): void {
    this.#running = id;
    this.#erased = [];
    this.#imports.delete(id);
    this.#asked.set(id, { ...ask, started_at: timestampText(nanosFromMillis(Date.now())) });
    this.#imports.set(id, {
      id,
      state: 'receiving',
      bytes: 0,
      bytes_total: ask.bytes_total,
      events: 0,
      kept: 0,
      refused: 0,
      report: null,
    });
    const [oldest] = this.#imports.keys();
    if (this.#imports.size <= mostRemembered || oldest === undefined) return;
    this.#imports.delete(oldest);
    this.#asked.delete(oldest);
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

  /** What was erased since the running import began. */
  get erased(): readonly ErasureTarget[] {
    return this.#erased;
  }

  /** Drops imports that have ended: their reports show orders. */
  forget(target: ErasureTarget): void {
    if (this.#running !== undefined) this.#erased.push(target);
    for (const id of [...this.#imports.keys()]) {
      if (id === this.#running) continue;
      this.#imports.delete(id);
      this.#asked.delete(id);
    }
  }

  #change(id: string, change: Partial<ImportProgress>): void {
    const progress = this.#imports.get(id);
    if (progress) this.#imports.set(id, { ...progress, ...change });
  }
}
