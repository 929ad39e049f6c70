import type { ImportList, ImportProgress, ImportReport } from '@ordertrace/api';
import { nanosFromMillis, timestampText } from '@ordertrace/model';
import type { ErasureTarget } from '@ordertrace/store';
import type { ImportInCounting } from './import-counting.js';
import type { ImportStep } from './import-log.js';

const mostRemembered = 100;

/** An import request: its content and the person. */
export type ImportAsk = Pick<ImportList['imports'][number], 'log' | 'dry_run' | 'by' | 'bytes_total'>;

/** The imports since the server started, with their progress and result. One runs at a time. */
export class Imports {
  readonly #imports = new Map<string, ImportProgress>();
  readonly #asked = new Map<string, ImportAsk & { readonly started_at: string }>();
  readonly #counting = new Map<string, ImportInCounting>();
  #running: string | undefined;
  #erased: ErasureTarget[] = [];

  get isBusy(): boolean {
    return this.#running !== undefined;
  }

  progress(id: string): ImportProgress | undefined {
    const progress = this.#imports.get(id);
    const counting = this.#counting.get(id)?.progress;
    if (progress === undefined || counting === undefined) return progress;
    const report = progress.report && { ...progress.report, counted: counting.counted };
    return { ...progress, counting: { ...counting }, report };
  }

  /** Latest first. */
  list(): ImportList['imports'] {
    return [...this.#imports.keys()].reverse().flatMap((id) => {
      const [asked, progress] = [this.#asked.get(id), this.progress(id)];
      return asked === undefined || progress === undefined ? [] : [{ ...asked, ...progress }];
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
      counting: null,
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

  /** An import that kept events has ended when statistics count its orders. */
  end(id: string, report: ImportReport | undefined, counted: ImportInCounting): void {
    this.#running = undefined;
    if (report === undefined) {
      this.#change(id, { state: 'failed' });
      return;
    }
    const isCounting = report.kept > 0;
    const state = isCounting && report.state === 'done' ? 'counting' : report.state;
    this.#change(id, { state, report: { ...report, state } });
    if (!isCounting) return;
    this.#counting.set(id, counted);
    void counted.whenCounted.then(() => {
      this.#counting.delete(id);
      const { orders } = counted.progress;
      this.#change(id, { state: report.state, report: { ...report, counted: orders } });
    });
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
