import type { LogEvent, Refusal } from '@ordertrace/event-logs';
import type { OrderRef, Transition } from '@ordertrace/model';
import type { Gate } from '@ordertrace/privacy';

export interface ImportedEventsOptions {
  readonly log: string;
  /** Tenant of events that name none. */
  readonly tenantId: string;
  readonly gate: Pick<Gate, 'scrubText' | 'scrubAttribute'>;
}

/** How the source of events that come from a log begins. */
export const importedSource = 'imported:';

const place = 'event_log';
const mostTexts = 50_000;

/**
 * Makes order events of what a log tells, one reading of the file. Nothing but the order, the activity, the times
 * and the resource is taken, and these only as the privacy gate leaves them.
 */
export class ImportedEvents {
  readonly #options: ImportedEventsOptions;
  readonly #source: string;
  /** How many events of an order at one time there were, by a hash of both. */
  readonly #ties = new Map<number, number>();
  readonly #ids = {
    order_id: new Map<string, string | undefined>(),
    tenant_id: new Map<string, string | undefined>(),
  };
  readonly #texts = { activity: new Map<string, string>(), resource: new Map<string, string>() };
  #scrubbed = 0;

  constructor(options: ImportedEventsOptions) {
    this.#options = options;
    this.#source = `${importedSource}${options.log}`;
  }

  get scrubbed(): number {
    return this.#scrubbed;
  }

  /** Refused where the order's id itself holds personal data: another id in its place would join other orders. */
  take(event: LogEvent): Transition | Refusal {
    const tenantId = event.tenantId === '' ? this.#options.tenantId : event.tenantId;
    if (!this.#mayStay('order_id', event.orderId)) return personal(event, 'the id of the order');
    if (!this.#mayStay('tenant_id', tenantId)) return personal(event, 'the tenant');
    const { orderId, timeNanos, startNanos, resource } = event;
    return {
      type: 'transition',
      orderId,
      tenantId,
      stage: this.#text('activity', event.activity),
      timeNanos,
      ...(startNanos === undefined ? {} : { startNanos }),
      service: '',
      source: this.#source,
      place: BigInt(this.#tie({ tenantId, orderId }, [timeNanos, startNanos ?? 0n])),
      ...(resource === undefined ? {} : { resource: this.#text('resource', resource) }),
    };
  }

  #mayStay(key: 'order_id' | 'tenant_id', value: string): boolean {
    const kept = this.#cached(this.#ids[key], value, () => {
      return this.#options.gate.scrubAttribute(place, key, value) === value ? value : undefined;
    });
    return kept !== undefined;
  }

  #text(key: 'activity' | 'resource', value: string): string {
    const kept = this.#cached(this.#texts[key], value, () => this.#options.gate.scrubText(place, value, key));
    if (kept !== value) this.#scrubbed++;
    return kept;
  }

  /** Logs say the same few names again and again. */
  #cached<T>(known: Map<string, T>, value: string, make: () => T): T {
    const before = known.get(value);
    if (before !== undefined) return before;
    const made = make();
    if (known.size >= mostTexts) known.clear();
    known.set(value, made);
    return made;
  }

  /** Which one this is of the events with equal times of its order. */
  #tie(ref: OrderRef, times: readonly bigint[]): number {
    const hash = hashOf(ref, times);
    const before = this.#ties.get(hash) ?? 0;
    this.#ties.set(hash, before + 1);
    return before;
  }
}

function personal(event: LogEvent, what: string): Refusal {
  return {
    code: 'personal_data',
    row: event.place,
    where: `event ${event.place}`,
    field: what,
    problem: `It looks like personal data in ${what}.`,
    wayOut: 'Export the log with a key that means nobody, such as a number of the order.',
  };
}

/** 53 bits; two of one hash only leave a gap in the count of ties. */
function hashOf({ tenantId, orderId }: OrderRef, times: readonly bigint[]): number {
  let high = 0xdeadbeef;
  let low = 0x41c6ce57;
  const add = (part: number) => {
    high = Math.imul(high ^ part, 2654435761);
    low = Math.imul(low ^ part, 1597334677);
  };
  for (let i = 0; i < orderId.length; i++) add(orderId.charCodeAt(i));
  add(-1);
  for (let i = 0; i < tenantId.length; i++) add(tenantId.charCodeAt(i));
  for (const time of times) {
    add(Number(BigInt.asIntN(32, time)));
    add(Number(BigInt.asIntN(32, time >> 32n)));
  }
  high = Math.imul(high ^ (high >>> 16), 2246822507) ^ Math.imul(low ^ (low >>> 13), 3266489909);
  low = Math.imul(low ^ (low >>> 16), 2246822507) ^ Math.imul(high ^ (high >>> 13), 3266489909);
  return 4294967296 * (2097151 & low) + (high >>> 0);
}

export function isRefused(taken: Transition | Refusal): taken is Refusal {
  return 'wayOut' in taken;
}
