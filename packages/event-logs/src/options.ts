export const eventLogFormats = ['csv', 'xes', 'ocel'] as const;
export type EventLogFormat = (typeof eventLogFormats)[number];

/** Parts of an event in a column (CSV) or attribute (XES, OCEL). */
export const mappedParts = [
  'case',
  'activity',
  'date',
  'time',
  'start',
  'lifecycle',
  'instance',
  'resource',
  'tenant',
] as const;
export type MappedPart = (typeof mappedParts)[number];
export type Mapping = Readonly<Partial<Record<MappedPart, string>>>;

/** Handling of start and complete rows of one piece of work. */
export const lifecycleModes = ['pair', 'each', 'start', 'complete'] as const;
export type LifecycleMode = (typeof lifecycleModes)[number];

export const dateOrders = ['dmy', 'mdy'] as const;
export type DateOrder = (typeof dateOrders)[number];

/**
 * Known facts about a file. Absent options are detected if that is certain; otherwise an error asks for them.
 */
export interface ReadOptions {
  readonly format?: EventLogFormat;
  readonly mapping?: Mapping;
  /** Any name of the WHATWG Encoding Standard: `utf-8`, `utf-16le`, `windows-1251`, … */
  readonly encoding?: string;
  /** One character, for CSV. */
  readonly separator?: string;
  /** For times without an offset: an IANA name, `UTC`, or an offset such as `+03:00`. */
  readonly timeZone?: string;
  /** For dates with the year last. */
  readonly dateOrder?: DateOrder;
  /** The only form of times, in the letters of Unicode's date formats: `dd-MM-yyyy:HH.mm`. */
  readonly timeFormat?: string;
  /**
   * `pair` (the default): the start and complete rows of a piece of work become one event with a beginning
   * and an end. `start`, `complete`: only rows of that kind. `each`: every row is an event.
   */
  readonly lifecycle?: LifecycleMode;
  /** For OCEL: the type of object that represents the order. */
  readonly objectType?: string;
  /** Limit of the file's decompressed size. */
  readonly maxBytes?: number;
}

/** Interpretation of a file, for the report. */
export interface LogFacts {
  readonly format: EventLogFormat;
  /** Readable name: `CSV`, `XES`, `OCEL 1 JSON`, … */
  readonly variant: string;
  readonly encoding?: string;
  readonly separator?: string;
  readonly dateOrder?: DateOrder;
  readonly columns?: readonly string[];
  /** Column or attribute of each part. */
  readonly mapping: Mapping;
  readonly objectType?: string;
  /** Number of objects by type. */
  readonly objectTypes?: Readonly<Record<string, number>>;
}
