import type { LogNote } from '../log-event.js';

/** An object as an OCEL file declares it. */
export interface OcelObject {
  readonly id: string;
  readonly type: string;
}

export interface OcelEvent {
  readonly id: string;
  readonly activity: string;
  readonly time: string;
  /** Named objects; duplicates are possible. */
  readonly objectIds: readonly string[];
  readonly attributes: Readonly<Record<string, string>>;
  readonly place: number;
}

export interface OcelEventBatch {
  readonly events: readonly OcelEvent[];
  readonly bytesRead: number;
}

/** A format of OCEL. Each call reads the file again. */
export interface OcelSource {
  /** Readable name: `OCEL 2 JSON`. */
  readonly variant: string;
  readonly encoding?: string;
  objects(): AsyncIterable<readonly OcelObject[]>;
  events(): AsyncIterable<OcelEventBatch>;
  /** Events that do not match the declared types; none if absent. */
  unmatched?(): Promise<readonly LogNote[]>;
}
