export const eventLogFormats = ['csv', 'xes', 'ocel'] as const;
export type EventLogFormat = (typeof eventLogFormats)[number];

/** The parts of an event that a column (CSV) or attribute (XES, OCEL) can hold. */
export const mappedParts = [
  'case',
  'activity',
  'time',
  'start',
  'lifecycle',
  'instance',
  'resource',
  'tenant',
] as const;
export type MappedPart = (typeof mappedParts)[number];
export type Mapping = Readonly<Partial<Record<MappedPart, string>>>;

/** How start and complete rows of one piece of work are taken. */
export const lifecycleModes = ['pair', 'each', 'start', 'complete'] as const;
export type LifecycleMode = (typeof lifecycleModes)[number];

export const dateOrders = ['dmy', 'mdy'] as const;
export type DateOrder = (typeof dateOrders)[number];

/** What the caller knows of a file. What is absent is recognised where that is certain, and else asked for. */
export interface ReadOptions {
  readonly format?: EventLogFormat;
  readonly mapping?: Mapping;
  /** Any name the WHATWG Encoding Standard knows: `utf-8`, `utf-16le`, `windows-1251`, … */
  readonly encoding?: string;
  /** One character, for CSV. */
  readonly separator?: string;
  /** For times that say no offset: an IANA name, `UTC`, or an offset as `+03:00`. */
  readonly timeZone?: string;
  /** For dates with the year last. */
  readonly dateOrder?: DateOrder;
  /**
   * `pair` (the default): the start and the complete row of a piece of work are one event with a beginning and
   * an end. `start`, `complete`: rows of that kind alone. `each`: every row is an event.
   */
  readonly lifecycle?: LifecycleMode;
  /** For OCEL: the type of object that is followed as the order. */
  readonly objectType?: string;
  /** Most bytes of the file, unpacked. */
  readonly maxBytes?: number;
}

/** How a file was understood, for the reader of the report. */
export interface LogFacts {
  readonly format: EventLogFormat;
  /** In words: `CSV`, `XES`, `OCEL 1 JSON`, … */
  readonly variant: string;
  readonly encoding?: string;
  readonly separator?: string;
  readonly dateOrder?: DateOrder;
  readonly columns?: readonly string[];
  /** Which column or attribute each part comes from. */
  readonly mapping: Mapping;
  readonly objectType?: string;
  /** Objects of each type, by name. */
  readonly objectTypes?: Readonly<Record<string, number>>;
}
