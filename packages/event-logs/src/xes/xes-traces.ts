import type { LifecycleReader, Taken } from '../lifecycle.js';
import type { LogEvent, Refusal } from '../log-event.js';
import type { Mapping } from '../options.js';
import { isRefusal, type RowValues, type RowReader } from '../row-event.js';
import type { XmlHandler } from '../xml/xml-elements.js';

const valueElements = new Set(['string', 'date', 'int', 'float', 'boolean', 'id']);

/** XES attributes of the parts. */
export const xesAttributes = {
  case: 'concept:name',
  activity: 'concept:name',
  time: 'time:timestamp',
  start: 'start_timestamp',
  lifecycle: 'lifecycle:transition',
  instance: 'concept:instance',
  resource: 'org:resource',
  tenant: 'tenant_id',
} as const;

interface PlacedAttributes {
  readonly attributes: ReadonlyMap<string, string>;
  readonly place: number;
}

export interface XesTracesOptions {
  readonly mapping: Mapping;
  readonly rows: RowReader;
  readonly lifecycle: LifecycleReader;
}

/** Turns elements of XES into events. `take` returns the events since its last call. */
export class XesTraces implements XmlHandler {
  readonly #options: XesTracesOptions;
  readonly #keys: typeof xesAttributes | Mapping;
  #taken: Taken = { events: [], refused: [] };
  #trace = new Map<string, string>();
  #event: Map<string, string> | undefined;
  /** Events of a trace before its name is known. */
  #waiting: PlacedAttributes[] = [];
  #traceDepth = 0;
  #eventDepth = 0;
  #place = 0;
  hasLog = false;

  constructor(options: XesTracesOptions) {
    this.#options = options;
    this.#keys = { ...xesAttributes, ...options.mapping };
  }

  take(): { events: readonly LogEvent[]; refused: readonly Refusal[] } {
    const taken = this.#taken;
    this.#taken = { events: [], refused: [] };
    return taken;
  }

  end(): void {
    this.#options.lifecycle.end(this.#taken);
  }

  open(name: string, attributes: Readonly<Record<string, string>>, depth: number): void {
    if (depth === 1) this.hasLog = name === 'log';
    else if (name === 'trace' && depth === 2) {
      this.#traceDepth = depth;
      this.#trace = new Map();
    } else if (name === 'event' && depth === (this.#traceDepth || 1) + 1) {
      this.#eventDepth = depth;
      this.#event = new Map();
    } else if (valueElements.has(name)) this.#attribute(attributes, depth);
  }

  close(name: string, _text: string, depth: number): void {
    if (name === 'event' && depth === this.#eventDepth) this.#endOfEvent();
    else if (name === 'trace' && depth === this.#traceDepth) this.#endOfTrace();
  }

  /** Ignores attributes of attributes: they do not belong to the event. */
  #attribute({ key, value }: Readonly<Record<string, string>>, depth: number): void {
    if (key === undefined || value === undefined) return;
    if (this.#event) {
      if (depth === this.#eventDepth + 1) this.#event.set(key, value);
    } else if (this.#traceDepth > 0 && depth === this.#traceDepth + 1) this.#trace.set(key, value);
  }

  #endOfEvent(): void {
    const event = { attributes: this.#event ?? new Map<string, string>(), place: ++this.#place };
    this.#event = undefined;
    this.#eventDepth = 0;
    if (this.#traceDepth > 0 && !this.#trace.has(this.#keys.case ?? '')) this.#waiting.push(event);
    else this.#add(event);
  }

  #endOfTrace(): void {
    for (const event of this.#waiting) this.#add(event);
    this.#waiting = [];
    this.#trace = new Map();
    this.#traceDepth = 0;
    this.#options.lifecycle.endOfOrder(this.#taken);
  }

  #add({ attributes, place }: PlacedAttributes): void {
    const { rows, lifecycle } = this.#options;
    const read = rows.read(this.#parts(attributes), { place, where: `event ${place}` });
    if (isRefusal(read)) this.#taken.refused.push(read);
    else lifecycle.take(read, this.#taken);
  }

  #parts(event: ReadonlyMap<string, string>): RowValues {
    const keys = this.#keys;
    const of = (key = '') => event.get(key) ?? '';
    const ofTrace = (key = '') => this.#trace.get(key) ?? '';
    const isCaseStated = this.#options.mapping.case !== undefined;
    return {
      case: ofTrace(keys.case) || (isCaseStated ? of(keys.case) : ''),
      activity: of(keys.activity),
      time: of(keys.time),
      start: of(keys.start),
      lifecycle: of(keys.lifecycle),
      instance: of(keys.instance),
      resource: of(keys.resource),
      tenant: of(keys.tenant) || ofTrace(keys.tenant),
    };
  }
}
