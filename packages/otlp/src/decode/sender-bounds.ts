import type { TelemetryBatchBuilder } from '@ordertrace/model';
import type { NamedOrders, OrderNaming } from './order-naming.js';

/** What a sender is bound to. What it sends belongs to that tenant and comes from that application. */
export interface SenderBounds {
  /** Records that name another tenant are left out; those that name none are of this one. */
  readonly tenantId?: string;
  /** Records whose resource is another application, or none, are left out. */
  readonly application?: string;
}

export type BoundsRejection = 'other_tenant' | 'other_application';

/** Checks records against what their sender is bound to. */
export class BoundsCheck {
  readonly #naming: OrderNaming;
  readonly #bounds: SenderBounds;
  readonly #texts: readonly string[];

  constructor(batch: TelemetryBatchBuilder, naming: OrderNaming, bounds: SenderBounds) {
    this.#texts = batch.texts;
    this.#naming = naming;
    this.#bounds = bounds;
  }

  /** @param service the application's number among the batch's texts */
  rejection(bytes: Uint8Array, named: NamedOrders, service: number): BoundsRejection | undefined {
    const { tenantId, application } = this.#bounds;
    if (application !== undefined && this.#texts[service] !== application) return 'other_application';
    if (tenantId !== undefined && !this.#naming.namesOnlyTenant(bytes, named, tenantId))
      return 'other_tenant';
    return undefined;
  }
}
