import { orderIdOf, TextTable, type TelemetryBatchBuilder } from '@ordertrace/model';
import { OtlpDecodeError } from '../decode-error.js';
import { readItems } from '../read/value.js';
import { Cursor } from '../wire/cursor.js';
import { valueTag } from '../wire/tags.js';
import { maxOrdersPerRecord } from '../limits.js';

const longestId = 256;

/** Where in a request an order's or a tenant's `AnyValue` lies; nothing where `start` is -1. */
export interface ValueRange {
  readonly start: number;
  readonly end: number;
}

export interface NamedOrders {
  readonly orders: ValueRange;
  readonly tenants: ValueRange;
  /** Number of the resource's tenant, for records that name none themselves. */
  readonly resourceTenant: number;
}

/** Whether a text can be an order's or a tenant's id. */
function isId(text: string): boolean {
  return text.length > 0 && text.length <= longestId && !/[\n\r]/.test(text);
}

/**
 * Finds the orders that records name. The common case, one order id and one tenant id as texts, makes no
 * strings after the first record that names the order.
 */
export class OrderNaming {
  readonly #batch: TelemetryBatchBuilder;
  readonly #ids = new TextTable();
  /** By tenant and order number in `#ids`: the order's number in the batch, -1 where it is no order. */
  readonly #known = new Map<number, number>();
  #left: number;
  /** Number of the tenant that all orders belong to. */
  readonly #bound: number | undefined;
  /** The orders of the record asked for last. */
  readonly found: number[] = [];

  /** @param bound the tenant of every order, whatever records leave out; check before that none names another */
  constructor(batch: TelemetryBatchBuilder, maxOrders: number, bound?: string) {
    this.#batch = batch;
    this.#left = maxOrders;
    this.#bound = bound === undefined ? undefined : this.#ids.indexOf(bound);
  }

  /** Puts into `found` the batch's numbers of the orders that a record names. */
  find(bytes: Uint8Array, named: NamedOrders): void {
    this.found.length = 0;
    const { orders, tenants } = named;
    if (orders.start < 0) return;
    const order = this.#single(bytes, orders);
    const tenant = tenants.start < 0 ? named.resourceTenant : this.#single(bytes, tenants);
    if (order >= 0 && tenant >= 0) this.#note(tenant, order);
    else this.#findLists(bytes, named);
    this.#left -= this.found.length;
    if (this.#left < 0)
      throw new OtlpDecodeError('too_many', orders.start, 'The request names too many orders');
  }

  /** Number of the tenant that a resource names; 0 where it names none. */
  tenant(bytes: Uint8Array, range: ValueRange): number {
    return range.start < 0 ? 0 : this.#ids.indexOf(texts(bytes, range)[0] ?? '');
  }

  /** Whether a record and its resource name this tenant or none. */
  namesOnlyTenant(bytes: Uint8Array, { tenants, resourceTenant }: NamedOrders, tenantId: string): boolean {
    const named = [this.#ids.texts[resourceTenant] ?? ''];
    if (tenants.start >= 0) named.push(...texts(bytes, tenants));
    return named.every((tenant) => tenant === '' || tenant === tenantId);
  }

  #findLists(bytes: Uint8Array, named: NamedOrders): void {
    const ids = texts(bytes, named.orders);
    const given =
      named.tenants.start < 0 ? [] : texts(bytes, named.tenants).map((tenant) => this.#ids.indexOf(tenant));
    ids.forEach((id, i) => {
      this.#note(tenantOf(i, ids.length, given) ?? named.resourceTenant, this.#ids.indexOf(id));
    });
  }

  #note(named: number, order: number): void {
    const tenant = this.#bound ?? named;
    const key = tenant * 0x100000000 + order;
    let index = this.#known.get(key);
    if (index === undefined) {
      const orderId = orderIdOf(this.#ids.texts[order]) ?? '';
      const tenantId = this.#ids.texts[tenant] ?? '';
      index = isId(orderId) ? this.#batch.order({ orderId, tenantId: isId(tenantId) ? tenantId : '' }) : -1;
      this.#known.set(key, index);
    }
    if (index >= 0) this.found.push(index);
  }

  /** The number of a value that is one short text; -1 where it is anything else. */
  #single(bytes: Uint8Array, range: ValueRange): number {
    const length = range.end - range.start - 2;
    const isShortText =
      length >= 0 &&
      length < 0x80 &&
      bytes[range.start] === valueTag.text &&
      bytes[range.start + 1] === length;
    return isShortText ? this.#ids.indexOfUtf8(bytes, range.start + 2, range.end) : -1;
  }
}

/** A value's ids: its own, or those of a list; empty where one can name nothing. */
function texts(bytes: Uint8Array, range: ValueRange): string[] {
  return readItems(new Cursor(bytes, range.start), range.end, maxOrdersPerRecord).map((one) =>
    typeof one === 'string' ? one : (orderIdOf(one) ?? ''),
  );
}

/** Several tenants belong to as many orders, in the same order; one tenant belongs to all of them. */
function tenantOf(index: number, orders: number, given: readonly number[]): number | undefined {
  if (given.length <= 1) return given[0];
  return given.length === orders ? given[index] : 0;
}
