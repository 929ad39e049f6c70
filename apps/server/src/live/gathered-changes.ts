import type { Changed } from '@ordertrace/api';
import { orderRefText, type OrderRef } from '@ordertrace/model';
import type { ChangeNote } from './live-changes.js';

/** Most orders in one event; for more, the event only reports that orders changed. */
const ordersAtMost = 100;

/** The changes for one listener since the last `take`. Bounded for any number of changes. */
export class GatheredChanges {
  readonly #tenantId: string | undefined;
  readonly #orders = new Map<string, OrderRef>();
  #more = false;
  #problems = false;

  /** @param tenantId limits the changes to that tenant's orders */
  constructor(tenantId: string | undefined) {
    this.#tenantId = tenantId;
  }

  add({ orders, problems, erased = false }: ChangeNote): void {
    if (erased) {
      this.#orders.clear();
      this.#more = true;
      this.#problems = true;
    }
    for (const order of orders) {
      if (this.#tenantId !== undefined && order.tenantId !== this.#tenantId) continue;
      if (problems) this.#problems = true;
      const key = orderRefText(order);
      if (this.#orders.size < ordersAtMost) this.#orders.set(key, order);
      else if (!this.#orders.has(key)) this.#more = true;
    }
  }

  /** `undefined` if nothing changed. */
  take(): Changed | undefined {
    if (this.#orders.size === 0 && !this.#more) return undefined;
    const changed = {
      orders: [...this.#orders.values()].map(({ tenantId, orderId }) => ({
        tenant_id: tenantId,
        order_id: orderId,
      })),
      more: this.#more,
      problems: this.#problems,
    };
    this.#orders.clear();
    this.#more = false;
    this.#problems = false;
    return changed;
  }
}
