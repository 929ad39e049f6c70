export interface DecodeLimits {
  /** Most levels of nested lists and maps in a value. */
  readonly maxDepth: number;
  /** Most records in one request, and most orders that they name. */
  readonly maxRecords: number;
  /** Most different resources, and most different scopes, in one request. */
  readonly maxResources: number;
  /** Most objects, lists and members in one JSON request. It limits the memory for parsing. */
  readonly maxJsonValues: number;
  /** Most attributes of a span, a log record, a resource or a scope. Later ones are left out and counted. */
  readonly maxAttributes: number;
  /** Most events of a span, and most links of a span. Later ones are left out and counted. */
  readonly maxEvents: number;
  readonly maxLinks: number;
  /** Most attributes of one event or link of a span. Later ones are left out and counted. */
  readonly maxItemAttributes: number;
  /**
   * Most list items and map entries in the value of one attribute. An attribute with more is left out and
   * counted.
   */
  readonly maxItems: number;
}

export const defaultLimits: DecodeLimits = {
  maxDepth: 32,
  maxRecords: 500_000,
  maxResources: 20_000,
  maxJsonValues: 3_000_000,
  // SDKs limit each to 128 by default. Senders may raise that, and Collectors add attributes, so this is
  // eight times as many.
  maxAttributes: 1024,
  maxEvents: 1024,
  maxLinks: 1024,
  maxItemAttributes: 128,
  maxItems: 10_000,
};

/** Most orders of one record; the rest stay in its attribute. */
export const maxOrdersPerRecord = 1000;
