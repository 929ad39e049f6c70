import type { OrderEvent } from '@ordertrace/model';

/**
 * A cache of events in runs, by order ID: an active order is read several times within seconds. It holds all
 * events of an ID or none. The number of events is bounded; the most recently used IDs stay.
 */
export class EventCache {
  readonly #capacity: number;
  readonly #byOrderId = new Map<string, OrderEvent[]>();
  #size = 0;
  #version = 0;

  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  /**
   * The events of each ID, in lists that the caller may change; `read` is called for IDs that are not cached.
   */
  async eventsOf(
    orderIds: readonly string[],
    read: (missing: readonly string[]) => Promise<readonly OrderEvent[]>,
  ): Promise<Map<string, OrderEvent[]>> {
    const found = new Map<string, OrderEvent[]>();
    const missing: string[] = [];
    for (const orderId of orderIds) {
      const known = this.#byOrderId.get(orderId);
      found.set(orderId, [...(known ?? [])]);
      if (known === undefined) missing.push(orderId);
      else this.#moveToEnd(orderId, known);
    }
    if (missing.length === 0) return found;
    const version = this.#version;
    for (const event of await read(missing)) found.get(event.orderId)?.push(event);
    // A read during the addition of a run may lack the run's events.
    if (version === this.#version)
      for (const orderId of missing) this.#keep(orderId, found.get(orderId) ?? []);
    return found;
  }

  /** Adds events that a new run contains. */
  add(events: readonly OrderEvent[]): void {
    this.#version++;
    for (const event of events) {
      const known = this.#byOrderId.get(event.orderId);
      if (known === undefined) continue;
      known.push(event);
      this.#size++;
    }
  }

  clear(): void {
    this.#version++;
    this.#byOrderId.clear();
    this.#size = 0;
  }

  #moveToEnd(orderId: string, events: OrderEvent[]): void {
    this.#byOrderId.delete(orderId);
    this.#byOrderId.set(orderId, events);
  }

  #keep(orderId: string, events: readonly OrderEvent[]): void {
    const before = this.#byOrderId.get(orderId);
    if (before !== undefined) this.#size -= sizeOf(before);
    this.#byOrderId.set(orderId, [...events]);
    this.#size += sizeOf(events);
    for (const [oldest, old] of this.#byOrderId) {
      if (this.#size <= this.#capacity) return;
      this.#byOrderId.delete(oldest);
      this.#size -= sizeOf(old);
    }
  }
}

/** An ID without events takes space too. */
function sizeOf(events: readonly OrderEvent[]): number {
  return 1 + events.length;
}
