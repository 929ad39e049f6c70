import { setImmediate as otherWork } from 'node:timers/promises';
import type { ImportReport } from '@ordertrace/api';
import type { EventLogReader, LogFacts } from '@ordertrace/event-logs';
import { eventBatch, type Transition } from '@ordertrace/model';
import { afterErasure, type ErasureTarget, type TelemetryAppender } from '@ordertrace/store';
import { ImportSummary } from './import-summary.js';
import { ImportedEvents, importedSource, type ImportGate } from './imported-events.js';

export interface ImportOptions {
  readonly id: string;
  readonly log: string;
  readonly tenantId: string;
  readonly onError: 'reject' | 'stop' | 'skip';
  readonly dryRun: boolean;
  readonly timeZone: string | undefined;
}

export interface ImportStep {
  readonly state: 'reading' | 'keeping';
  readonly bytes: number;
  readonly events: number;
  readonly kept: number;
  readonly refused: number;
}

export interface ImportContext {
  readonly store: TelemetryAppender;
  readonly gate: ImportGate;
  readonly onStep: (step: ImportStep) => void;
  readonly erasures?: ErasuresOfImport;
}

/** The erasures during an import. */
export interface ErasuresOfImport {
  /** Runs a write of events, never during an erasure. */
  outside(work: () => Promise<void>): Promise<void>;
  targets(): readonly ErasureTarget[];
}

const noErasures: ErasuresOfImport = { outside: (work) => work(), targets: () => [] };

/** Events that pass the privacy gate before other work gets its turn. */
const sliceEvents = 1000;
/** Events in one batch for the store. */
const batchEvents = 20_000;
/** Most events of a file that are held in memory while the rest is checked. A longer file is read twice. */
const mostHeld = 300_000;

/**
 * Imports the events of a log; durable when resolved. With `reject`, the whole file is checked before the
 * first event is stored. A repeated import changes nothing: equal events are the same event.
 */
export async function importLog(
  reader: EventLogReader,
  options: ImportOptions,
  parts: ImportContext,
): Promise<ImportReport> {
  const startedMs = performance.now();
  const run = new ImportRun(reader, options, parts);
  const state = await run.run();
  return {
    id: options.id,
    state,
    log: options.log,
    source: `${importedSource}${options.log}`,
    tenant_id: options.tenantId,
    understood: understood(reader.facts, options),
    kept: run.kept,
    notes: reader.notes().map((note) => ({ ...note })),
    scrubbed: run.scrubbed,
    ...run.summary.view({ withExamples: (parts.erasures?.targets() ?? []).length === 0 }),
    duration_ms: Math.round(performance.now() - startedMs),
  };
}

class ImportRun {
  readonly #reader: EventLogReader;
  readonly #options: ImportOptions;
  readonly #parts: ImportContext;
  readonly summary = new ImportSummary();
  kept = 0;
  scrubbed = 0;

  constructor(reader: EventLogReader, options: ImportOptions, parts: ImportContext) {
    this.#reader = reader;
    this.#options = options;
    this.#parts = parts;
  }

  async run(): Promise<ImportReport['state']> {
    const { onError, dryRun } = this.#options;
    if (onError === 'reject' || dryRun) return this.#checkFirst();
    let open: Transition[] = [];
    for await (const { events, isStop } of this.#read()) {
      for (const event of events) open.push(event);
      if (open.length >= batchEvents || isStop) {
        await this.#keepHeld(open, 0);
        open = [];
      }
      if (isStop) return 'stopped';
    }
    await this.#keepHeld(open, 0);
    return 'done';
  }

  async #checkFirst(): Promise<ImportReport['state']> {
    const { onError, dryRun } = this.#options;
    let held: Transition[] | undefined = dryRun ? undefined : [];
    for await (const { events, isStop } of this.#read()) {
      if (held && held.length + events.length > mostHeld) held = undefined;
      if (held) for (const event of events) held.push(event);
      if (isStop) break;
    }
    if (onError === 'reject' && this.summary.refused > 0) return 'refused';
    if (dryRun) return this.summary.refused > 0 && onError === 'stop' ? 'stopped' : 'checked';
    if (held) await this.#keepHeld(held, this.#reader.fileBytes);
    else await this.#readAgain();
    return 'done';
  }

  /** The scrubbed events of the file, in batches; counted. */
  async *#read(): AsyncGenerator<{ events: Transition[]; isStop: boolean }> {
    const imported = new ImportedEvents({ ...this.#options, gate: this.#parts.gate });
    const stops = this.#options.onError === 'stop';
    for await (const batch of this.#reader.batches()) {
      const [refused] = batch.refused;
      const before =
        stops && refused ? batch.events.filter(({ place }) => place < refused.row) : batch.events;
      imported.saw(before);
      const events: Transition[] = [];
      // The last batch has all events that waited for their end, perhaps a million.
      for (let from = 0; from < before.length; from += sliceEvents) {
        if (from > 0) await otherWork();
        for (const event of before.slice(from, from + sliceEvents)) events.push(imported.take(event));
      }
      for (const event of events) this.summary.add(event);
      for (const refusal of stops ? batch.refused.slice(0, 1) : batch.refused) this.summary.refuse(refusal);
      this.scrubbed = imported.scrubbed;
      this.#step('reading', batch.bytesRead);
      const isStop = stops && refused !== undefined;
      yield { events, isStop };
      if (isStop) return;
    }
  }

  async #readAgain(): Promise<void> {
    const imported = new ImportedEvents({ ...this.#options, gate: this.#parts.gate });
    let open: Transition[] = [];
    for await (const batch of this.#reader.batches()) {
      for (const event of batch.events) {
        open.push(imported.take(event));
        if (open.length < batchEvents) continue;
        await this.#keep(open, batch.bytesRead);
        open = [];
      }
    }
    await this.#keep(open, this.#reader.fileBytes);
  }

  async #keepHeld(held: readonly Transition[], bytes: number): Promise<void> {
    for (let from = 0; from < held.length; from += batchEvents) {
      await this.#keep(held.slice(from, from + batchEvents), bytes);
    }
  }

  async #keep(events: readonly Transition[], bytes: number): Promise<void> {
    if (events.length === 0) return;
    const { store, erasures = noErasures } = this.#parts;
    await erasures.outside(async () => {
      const left = events.flatMap((event) => withoutErased(event, erasures.targets()) ?? []);
      if (left.length > 0) await store.append(eventBatch(left));
      this.kept += left.length;
    });
    this.#step('keeping', bytes);
  }

  #step(state: ImportStep['state'], bytes: number): void {
    const { events, refused } = this.summary;
    this.#parts.onStep({ state, bytes, events, kept: this.kept, refused });
  }
}

function withoutErased(event: Transition, targets: readonly ErasureTarget[]): Transition | undefined {
  let left: Transition | undefined = event;
  for (const target of targets) left &&= afterErasure(left, target);
  return left;
}

function understood(facts: LogFacts, { timeZone }: ImportOptions): ImportReport['understood'] {
  return {
    format: facts.format,
    variant: facts.variant,
    encoding: facts.encoding ?? null,
    separator: facts.separator ?? null,
    time_zone: timeZone ?? null,
    date_order: facts.dateOrder ?? null,
    columns: facts.columns === undefined ? null : [...facts.columns],
    mapping: Object.fromEntries(Object.entries(facts.mapping)),
    object_type: facts.objectType ?? null,
    object_types: facts.objectTypes === undefined ? null : { ...facts.objectTypes },
  };
}
