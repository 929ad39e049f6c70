import { attribute } from '@ordertrace/conventions';
import type { AttributeScan, WatchedValue } from './attribute-scan.js';
import type { BodyCopy } from './body-copy.js';
import type { NamedOrders } from './order-naming.js';

/** Attributes of others that name orders and tenants, as flow files list them. */
export interface ForeignNames {
  readonly orderIds: readonly string[];
  readonly tenantIds: readonly string[];
}

export const noForeignNames: ForeignNames = { orderIds: [], tenantIds: [] };

/** Which attributes of a record name its orders and their tenants: ours, else the first of others that it has. */
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

  /** Keeps what others named under our names too: whatever reads the record later knows these alone. */
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
