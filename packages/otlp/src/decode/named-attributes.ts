import { attribute } from '@ordertrace/conventions';
import type { AttributeScan, WatchedValue } from './attribute-scan.js';
import type { BodyCopy } from './body-copy.js';
import type { NamedOrders } from './order-naming.js';

/** Attributes in other formats that name orders and tenants, as listed in flow files. */
export interface ForeignNames {
  readonly orderIds: readonly string[];
  readonly tenantIds: readonly string[];
}

export const noForeignNames: ForeignNames = { orderIds: [], tenantIds: [] };

/** The attributes of a record that name its orders and their tenants: ours, else its first foreign ones. */
export class NamedAttributes {
  readonly #orders: Alternatives;
  readonly #tenants: Alternatives;

  constructor(scan: AttributeScan, { orderIds, tenantIds }: ForeignNames) {
    this.#orders = new Alternatives(scan, attribute.orderId, orderIds);
    this.#tenants = new Alternatives(scan, attribute.tenantId, tenantIds);
  }

  of(resourceTenant: number): NamedOrders {
    return { orders: this.#orders.found, tenants: this.#tenants.found, resourceTenant };
  }

  /** Stores the values of foreign attributes under our names too, because later readers know only ours. */
  keepUnderOurNames(body: BodyCopy, tag: number): void {
    this.#orders.keepUnderOurName(body, tag);
    this.#tenants.keepUnderOurName(body, tag);
  }
}

class Alternatives {
  readonly #own: WatchedValue;
  readonly #foreign: readonly WatchedValue[];

  constructor(scan: AttributeScan, own: string, foreign: readonly string[]) {
    this.#own = scan.watch(own);
    this.#foreign = foreign.map((key) => scan.watch(key));
  }

  get found(): WatchedValue {
    if (this.#own.start >= 0 || this.#foreign.length === 0) return this.#own;
    return this.#foreign.find(({ start }) => start >= 0) ?? this.#own;
  }

  keepUnderOurName(body: BodyCopy, tag: number): void {
    const { found } = this;
    if (found !== this.#own) body.keepAttribute(tag, this.#own.key, found);
  }
}
