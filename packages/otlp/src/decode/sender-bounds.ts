import type { TelemetryBatchBuilder } from '@ordertrace/model';
import type { NamedOrders, OrderNaming } from './order-naming.js';

/** The tenant and application that a sender is bound to. */
export interface SenderBounds {
  /** Records of another tenant are rejected. Records that name no tenant get this one. */
  readonly tenantId?: string;
  /** Records whose resource is another application, or none, are rejected. */
  readonly application?: string;
}

export type BoundsRejection = 'other_tenant' | 'other_application';

/** Checks records against the bounds of their sender. */
export class BoundsCheck {
  readonly #naming: OrderNaming;
  readonly #bounds: SenderBounds;
  readonly #texts: readonly string[];

  constructor(batch: TelemetryBatchBuilder, naming: OrderNaming, bounds: SenderBounds) {
    this.#texts = batch.texts;
    this.#naming = naming;
    this.#bounds = bounds;
  }

  /** @param service the number of the application among the texts of the batch */
  rejection(bytes: Uint8Array, named: NamedOrders, service: number): BoundsRejection | undefined {
    const { tenantId, application } = this.#bounds;
    if (application !== undefined && this.#texts[service] !== application) return 'other_application';
    if (tenantId !== undefined && !this.#naming.namesOnlyTenant(bytes, named, tenantId))
      return 'other_tenant';
    return undefined;
  }
}
