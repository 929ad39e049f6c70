export interface DecodeLimits {
  /** How deep lists and maps may nest in a value. */
  readonly maxDepth: number;
  /** In one request: records; orders they name; resources; scopes. */
  readonly maxRecords: number;
  /** Objects and lists in one JSON request; guards the memory that reading JSON takes. */
  readonly maxJsonNodes: number;
}

export const defaultLimits: DecodeLimits = { maxDepth: 32, maxRecords: 500_000, maxJsonNodes: 2_000_000 };

/** Of one record, so many orders count; the rest stay in its attribute. */
export const maxOrdersPerRecord = 1000;
