export interface DecodeLimits {
  /** How deep lists and maps may nest in a value. */
  readonly maxDepth: number;
  /** In one request: records, and orders they name. */
  readonly maxRecords: number;
  /** Different resources, and different scopes, in one request. */
  readonly maxResources: number;
  /** Objects, lists and what they hold in one JSON request; guards the memory that reading JSON takes. */
  readonly maxJsonValues: number;
}

export const defaultLimits: DecodeLimits = {
  maxDepth: 32,
  maxRecords: 500_000,
  maxResources: 20_000,
  maxJsonValues: 3_000_000,
};

/** Of one record, so many orders count; the rest stay in its attribute. */
export const maxOrdersPerRecord = 1000;
