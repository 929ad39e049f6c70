import type { OrderEvent } from '@ordertrace/model';

/**
 * Events that stand in runs, by order id, as last read: an order that moves on is asked for several times within
 * seconds. Holds all of an id or nothing of it. Bounded by how many events it holds; ids asked for last stay.
 */
export class EventCache {
  readonly #capacity: number;
  readonly #byOrderId = new Map<string, OrderEvent[]>();
  #size = 0;
  #version = 0;

  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  /** The events of each id, in lists of the caller's own; `read` is asked for ids that are not here. */
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
    // What was read while a run came may lack its events.
    if (version === this.#version)
      for (const orderId of missing) this.#keep(orderId, found.get(orderId) ?? []);
    return found;
  }

  /** Takes note of events that came to stand in a run. */
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

/** An id without events takes room too. */
function sizeOf(events: readonly OrderEvent[]): number {
  return 1 + events.length;
}
