import type { OrderRef } from '@ordertrace/model';

/**
 * What many records have in common. A span's numbers are kind, status, and its status code (a text); a log
 * record's are severity, 0, and 0. `name` is a span's name, or a log record's event name.
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

/** What the numbers in rows and shapes stand for. */
export interface Dictionaries {
  readonly texts: readonly string[];
  readonly resources: readonly Uint8Array[];
  readonly scopes: readonly Uint8Array[];
  readonly orders: readonly OrderRef[];
  readonly shapes: readonly Shape[];
  /** Which orders a record names: indexes into `orders`. Index 0 names none. */
  readonly orderSets: readonly (readonly number[])[];
}
