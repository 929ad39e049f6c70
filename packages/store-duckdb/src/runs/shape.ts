import type { OrderRef } from '@ordertrace/model';

/**
 * The common fields of many records. The numbers of a span are kind, status, and its status code (a text);
 * those of a log record are severity, 0, and 0. `name` is a span's name, or a log record's event name.
 */
export interface Shape {
  readonly kind: number;
  readonly status: number;
  readonly statusCode: number;
  readonly service: number;
  readonly name: number;
  readonly resource: number;
  readonly scope: number;
}

/** The values behind the numbers in rows and shapes. */
export interface Dictionaries {
  readonly texts: readonly string[];
  readonly resources: readonly Uint8Array[];
  readonly scopes: readonly Uint8Array[];
  readonly orders: readonly OrderRef[];
  readonly shapes: readonly Shape[];
  /** The orders of records: indexes into `orders`. Index 0 is the empty set. */
  readonly orderSets: readonly (readonly number[])[];
}
