import type { DuplicateChoice, ImportReport } from '@ordertrace/api';
import type { EventLogReader } from '@ordertrace/event-logs';
import { eventBatch, timestampText, type Transition } from '@ordertrace/model';
import {
  afterErasure,
  type ErasureTarget,
  type OrderEventReader,
  type Position,
  type TelemetryAppender,
} from '@ordertrace/store';
import { batchEvents, checkedBatches, type CheckedBatch } from './checked-batches.js';
import type { ImportInCounting } from './import-counting.js';
import { ImportSummary } from './import-summary.js';
import { importedSource, type ImportGate } from './imported-events.js';
import { StoredBefore } from './stored-before.js';
import { StoredEvents, type CheckedEvent } from './stored-events.js';

export interface ImportOptions {
  readonly id: string;
  readonly log: string;
  /** Tenant of events that name none; the log's name if absent. */
  readonly tenantId?: string | undefined;
  readonly onError: 'reject' | 'stop' | 'skip';
  readonly duplicates: DuplicateChoice;
  readonly dryRun: boolean;
  readonly timeZone: string | undefined;
  readonly timeFormat?: string | undefined;
}

export interface ImportStep {
  readonly state: 'reading' | 'keeping';
  readonly bytes: number;
  readonly events: number;
  readonly kept: number;
  readonly refused: number;
}

export interface ImportContext {
  readonly store: TelemetryAppender & Pick<OrderEventReader, 'tenantsOfOrders' | 'eventsOfOrders'>;
  readonly gate: ImportGate;
  readonly onStep: (step: ImportStep) => void;
  readonly counting?: Pick<ImportInCounting, 'add' | 'kept'>;
  readonly erasures?: ErasuresOfImport;
}

/** The erasures during an import. */
export interface ErasuresOfImport {
  /** Runs a write of events, never during an erasure. */
  outside(work: () => Promise<void>): Promise<void>;
  targets(): readonly ErasureTarget[];
}

const noErasures: ErasuresOfImport = { outside: (work) => work(), targets: () => [] };

/** Most events of a file that are held in memory while the rest is checked. A longer file is read twice. */
const mostHeld = 300_000;

/**
 * Imports the events of a log; durable when resolved. The whole file is checked before the first event is
 * stored. Events that an earlier import of the log stored are not stored again.
 */
export async function importLog(
  reader: EventLogReader,
  options: ImportOptions,
  parts: ImportContext,
): Promise<ImportReport> {
  const startedMs = performance.now();
  const run = new ImportRun(reader, options, parts);
  const { state, refusedFor = null } = await run.run();
  const withExamples = (parts.erasures?.targets() ?? []).length === 0;
  return {
    id: options.id,
    state,
    refused_for: refusedFor,
    log: options.log,
    source: run.source,
    tenant_id: run.tenantId,
    understood: understood(reader, {
      ...options,
      withExamples,
    }),
    kept: run.kept,
    counted: 0,
    notes: reader.notes().map((note) => ({ ...note })),
    scrubbed: run.scrubbed,
    ...run.storedBefore.view(),
    ...run.summary.view({ withExamples }),
    duration_ms: Math.round(performance.now() - startedMs),
  };
}

interface RunResult {
  readonly state: 'done' | 'checked' | 'refused' | 'stopped';
  readonly refusedFor?: 'rows' | 'duplicates';
}

class ImportRun {
  readonly #reader: EventLogReader;
  readonly #options: ImportOptions;
  readonly #parts: ImportContext;
  readonly source: string;
  readonly tenantId: string;
  readonly summary = new ImportSummary();
  readonly storedBefore: StoredBefore;
  kept = 0;
  scrubbed = 0;
  #position: Position | undefined;

  constructor(reader: EventLogReader, options: ImportOptions, parts: ImportContext) {
    this.#reader = reader;
    this.#options = options;
    this.#parts = parts;
    this.source = `${importedSource}${options.log}`;
    this.tenantId = options.tenantId ?? options.log;
    this.storedBefore = new StoredBefore(this.source);
  }

  async run(): Promise<RunResult> {
    const { onError, dryRun, duplicates } = this.#options;
    const held = await this.#check();
    if (onError === 'reject' && this.summary.refused > 0) return { state: 'refused', refusedFor: 'rows' };
    if (duplicates === 'refuse' && this.storedBefore.duplicates > 0) {
      return { state: 'refused', refusedFor: 'duplicates' };
    }
    const isStopped = onError === 'stop' && this.summary.refused > 0;
    if (dryRun) return { state: isStopped ? 'stopped' : 'checked' };
    await this.#keepAll(held);
    return { state: isStopped ? 'stopped' : 'done' };
  }

  /** Reads the file; returns its events, unless they are too many or not needed. */
  async #check(): Promise<readonly CheckedEvent[] | undefined> {
    let held: CheckedEvent[] | undefined = this.#options.dryRun ? undefined : [];
    for await (const { events, refused, bytes, scrubbed } of this.#read()) {
      for (const checked of events) {
        this.summary.add(checked.event);
        this.storedBefore.add(checked);
      }
      for (const refusal of refused) this.summary.refuse(refusal);
      if (held && held.length + events.length > mostHeld) held = undefined;
      if (held) for (const checked of events) held.push(checked);
      this.scrubbed = scrubbed;
      this.#step('reading', bytes);
    }
    return held;
  }

  async #keepAll(held: readonly CheckedEvent[] | undefined): Promise<void> {
    for await (const { events, bytes } of held ? heldBatches(held, this.#reader.fileBytes) : this.#read()) {
      await this.#keep(events.filter((checked) => this.#isToKeep(checked)).map(({ event }) => event));
      this.#step('keeping', bytes);
    }
    this.#parts.counting?.kept(this.#position);
  }

  #isToKeep(checked: CheckedEvent): boolean {
    if (this.storedBefore.isInThisLog(checked)) return false;
    return this.#options.duplicates === 'add' || !this.storedBefore.isDuplicate(checked);
  }

  #read(): AsyncIterable<CheckedBatch> {
    const { log, onError, tenantId } = this.#options;
    const { store, gate } = this.#parts;
    return checkedBatches({
      log,
      tenantId: this.tenantId,
      gate,
      reader: this.#reader,
      // A stated tenant is another one on purpose.
      stored: new StoredEvents({ store, inOtherTenants: tenantId === undefined }),
      stopsAtError: onError === 'stop',
    });
  }

  async #keep(events: readonly Transition[]): Promise<void> {
    if (events.length === 0) return;
    const { store, counting, erasures = noErasures } = this.#parts;
    await erasures.outside(async () => {
      const left = events.flatMap((event) => withoutErased(event, erasures.targets()) ?? []);
      if (left.length === 0) return;
      counting?.add(left);
      this.#position = (await store.append(eventBatch(left))).position;
      this.kept += left.length;
    });
  }

  #step(state: ImportStep['state'], bytes: number): void {
    const { events, refused } = this.summary;
    this.#parts.onStep({ state, bytes, events, kept: this.kept, refused });
  }
}

function* heldBatches(
  held: readonly CheckedEvent[],
  bytes: number,
): Generator<Pick<CheckedBatch, 'events' | 'bytes'>> {
  for (let from = 0; from < held.length; from += batchEvents) {
    yield { events: held.slice(from, from + batchEvents), bytes };
  }
}

function withoutErased(event: Transition, targets: readonly ErasureTarget[]): Transition | undefined {
  let left: Transition | undefined = event;
  for (const target of targets) left &&= afterErasure(left, target);
  return left;
}

function understood(
  { facts, ...reader }: EventLogReader,
  options: ImportOptions & { readonly withExamples: boolean },
): ImportReport['understood'] {
  const { timeZone, timeFormat, withExamples } = options;
  const example = withExamples ? reader.timeExample() : undefined;
  return {
    format: facts.format,
    variant: facts.variant,
    encoding: facts.encoding ?? null,
    separator: facts.separator ?? null,
    time_zone: timeZone ?? null,
    date_order: facts.dateOrder ?? null,
    time_format: timeFormat ?? null,
    time_example:
      example === undefined ? null : { written: example.written, read_as: timestampText(example.timeNanos) },
    columns: facts.columns === undefined ? null : [...facts.columns],
    mapping: Object.fromEntries(Object.entries(facts.mapping)),
    object_type: facts.objectType ?? null,
    object_types: facts.objectTypes === undefined ? null : { ...facts.objectTypes },
  };
}
