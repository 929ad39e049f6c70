export interface DecodeLimits {
  /** How deep lists and maps may nest in a value. */
  readonly maxDepth: number;
  /** In one request: records, and orders they name. */
  readonly maxRecords: number;
  /** Different resources, and different scopes, in one request. */
  readonly maxResources: number;
  /** Objects, lists and what they hold in one JSON request; guards the memory that reading JSON takes. */
  readonly maxJsonValues: number;
  /** Attributes of a span, a log record, a resource or a scope; later ones are left out and counted. */
  readonly maxAttributes: number;
  /** Events of a span, and links of a span; later ones are left out and counted. */
  readonly maxEvents: number;
  readonly maxLinks: number;
  /** Attributes of one event or link of a span; later ones are left out and counted. */
  readonly maxItemAttributes: number;
  /** List items and map entries in the value of one attribute; an attribute with more is left out and counted. */
  readonly maxItems: number;
}

export const defaultLimits: DecodeLimits = {
  maxDepth: 32,
  maxRecords: 500_000,
  maxResources: 20_000,
  maxJsonValues: 3_000_000,
  // SDKs cut at 128 of each by default. Senders may raise that, and Collectors add attributes: eight times as many.
  maxAttributes: 1024,
  maxEvents: 1024,
  maxLinks: 1024,
  maxItemAttributes: 128,
  maxItems: 10_000,
};

/** Of one record, so many orders count; the rest stay in its attribute. */
export const maxOrdersPerRecord = 1000;
