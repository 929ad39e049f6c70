import { orderIdOf, TextTable, type TelemetryBatchBuilder } from '@ordertrace/model';
import { OtlpDecodeError } from '../decode-error.js';
import { readItems } from '../read/value.js';
import { ByteCursor } from '../wire/cursor.js';
import { valueTag } from '../wire/tags.js';
import { maxOrdersPerRecord } from '../limits.js';

const longestId = 256;

/** The position of an `AnyValue` of an order or a tenant in a request; `start` is -1 if there is none. */
export interface ValueRange {
  readonly start: number;
  readonly end: number;
}

export interface NamedOrders {
  readonly orders: ValueRange;
  readonly tenants: ValueRange;
  /** The number of the resource's tenant, for records that name none. */
  readonly resourceTenant: number;
}

/** Whether a text is a valid ID of an order or a tenant. */
function isId(text: string): boolean {
  return text.length > 0 && text.length <= longestId && !/[\n\r]/.test(text);
}

/**
 * Finds the orders that records name. In the common case (one order ID and one tenant ID as texts), only the
 * first record of an order creates strings.
 */
export class OrderNaming {
  readonly #batch: TelemetryBatchBuilder;
  readonly #ids = new TextTable();
  /** By tenant and order number in `#ids`: the order's number in the batch, or -1 if it is no order. */
  readonly #known = new Map<number, number>();
  #left: number;
  /** The number of the tenant that all orders belong to. */
  readonly #bound: number | undefined;
  /** The orders of the last record. */
  readonly found: number[] = [];

  /**
   * @param bound the tenant of every order, also if records name none; check first that no record names
   * another
   */
  constructor(batch: TelemetryBatchBuilder, maxOrders: number, bound?: string) {
    this.#batch = batch;
    this.#left = maxOrders;
    this.#bound = bound === undefined ? undefined : this.#ids.indexOf(bound);
  }

  /** Puts the batch's numbers of the orders of a record into `found`. */
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

  /** The number of the tenant that a resource names; 0 if it names none. */
  tenant(bytes: Uint8Array, range: ValueRange): number {
    return range.start < 0 ? 0 : this.#ids.indexOf(texts(bytes, range)[0] ?? '');
  }

  /** Whether a record and its resource name only this tenant, or none. */
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

  /** The number of a value that is one short text; -1 for any other value. */
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

/** The IDs in a value: its own, or those of a list. Empty if none is valid. */
function texts(bytes: Uint8Array, range: ValueRange): string[] {
  return readItems(new ByteCursor(bytes, range.start), range.end, maxOrdersPerRecord).map((one) =>
    typeof one === 'string' ? one : (orderIdOf(one) ?? ''),
  );
}

/** A list of tenants matches the orders by index; a single tenant belongs to all orders. */
function tenantOf(index: number, orders: number, given: readonly number[]): number | undefined {
  if (given.length <= 1) return given[0];
  return given.length === orders ? given[index] : 0;
}
