import { grouped } from '@ordertrace/conventions';
import { orderRefText, type OrderEvent, type OrderRef, type Transition } from '@ordertrace/model';
import type { OrderEventReader } from '@ordertrace/store';

/** Where an equal event of the order is stored. */
export interface StoredPlace {
  /** `live`, or `imported:LOG`. */
  readonly source: string;
  readonly tenantId: string;
}

/** A read event, and where it is stored already; absent if it is new. */
export interface CheckedEvent {
  readonly event: Transition;
  readonly stored?: StoredPlace;
}

export interface StoredEventsOptions {
  readonly store: Pick<OrderEventReader, 'tenantsOfOrders' | 'eventsOfOrders'>;
  /** Finds events of orders with the same ID of other tenants too. */
  readonly inOtherTenants: boolean;
}

const ordersAtOnce = 500;

/** Finds the events of an import in the store, by order, activity and time. */
export class StoredEvents {
  readonly #options: StoredEventsOptions;

  constructor(options: StoredEventsOptions) {
    this.#options = options;
  }

  /** In the sequence of the events. An event that several places have is of its own log, else of its tenant. */
  async check(events: readonly Transition[]): Promise<readonly CheckedEvent[]> {
    const ids = [...new Set(events.map(({ orderId }) => orderId))];
    const stored = new Map<string, Transition[]>();
    for (let from = 0; from < ids.length; from += ordersAtOnce) {
      for (const [key, found] of await this.#storedOf(ids.slice(from, from + ordersAtOnce))) {
        stored.set(key, found);
      }
    }
    if (stored.size === 0) return events.map((event) => ({ event }));
    const places = new Map([...stored].map(([orderId, found]) => [orderId, new OrderPlaces(found)]));
    return events.map((event) => {
      const place = places.get(event.orderId)?.of(event, this.#options.inOtherTenants);
      return place === undefined ? { event } : { event, stored: place };
    });
  }

  /** The transitions of these orders of all tenants, by order ID. */
  async #storedOf(orderIds: readonly string[]): Promise<ReadonlyMap<string, Transition[]>> {
    const { store } = this.#options;
    const tenants = await store.tenantsOfOrders(orderIds);
    const refs: OrderRef[] = orderIds.flatMap((orderId, i) =>
      (tenants[i] ?? []).map((tenantId) => ({ tenantId, orderId })),
    );
    const events = refs.length === 0 ? [] : await store.eventsOfOrders(refs);
    return grouped(events.filter(isTransition), ({ orderId }) => orderId);
  }
}

/** The stored events of all orders with one ID. */
class OrderPlaces {
  readonly #imported: ReadonlyMap<string, readonly Transition[]>;
  readonly #live = new Map<string, { readonly stages: Set<string>; readonly times: Set<bigint> }>();

  constructor(transitions: readonly Transition[]) {
    this.#imported = grouped(
      transitions.filter(({ source }) => source !== undefined),
      momentOf,
    );
    for (const event of transitions) if (event.source === undefined) this.#addLive(event);
  }

  of(event: Transition, inOtherTenants: boolean): StoredPlace | undefined {
    const equal = this.#imported.get(momentOf(event)) ?? [];
    const own = equal.filter(({ tenantId }) => tenantId === event.tenantId);
    const found = own.find((one) => isSame(one, event)) ?? own.find(({ source }) => source !== event.source);
    if (found?.source !== undefined) return { source: found.source, tenantId: found.tenantId };
    if (this.#isLive(event, event.tenantId)) return { source: 'live', tenantId: event.tenantId };
    if (!inOtherTenants) return undefined;
    const other = equal.find(({ tenantId }) => tenantId !== event.tenantId);
    if (other?.source !== undefined) return { source: other.source, tenantId: other.tenantId };
    const tenantId = [...this.#live.keys()].find((tenant) => this.#isLive(event, tenant));
    return tenantId === undefined ? undefined : { source: 'live', tenantId };
  }

  #addLive({ tenantId, stage, timeNanos }: Transition): void {
    const live = this.#live.get(tenantId) ?? { stages: new Set(), times: new Set() };
    this.#live.set(tenantId, live);
    live.stages.add(stage);
    live.times.add(timeNanos);
  }

  /** An export writes the time of the step before where the clocks of two services disagree. */
  #isLive({ stage, timeNanos }: Transition, tenantId: string): boolean {
    const live = this.#live.get(tenantId);
    return live !== undefined && live.stages.has(stage) && live.times.has(timeNanos);
  }
}

/** Whether the store would keep both as one event. */
function isSame(a: Transition, b: Transition): boolean {
  return (
    a.source === b.source &&
    a.startNanos === b.startNanos &&
    a.resource === b.resource &&
    (a.place ?? 0n) === (b.place ?? 0n)
  );
}

function momentOf({ stage, timeNanos }: Transition): string {
  return `${timeNanos} ${stage}`;
}

function isTransition(event: OrderEvent): event is Transition {
  return event.type === 'transition';
}

/** Key of a place in counts. */
export function placeText({ source, tenantId }: StoredPlace): string {
  return orderRefText({ tenantId, orderId: source });
}
