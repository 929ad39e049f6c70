import { definedFields } from '@ordertrace/conventions';
import type { LogEvent } from '@ordertrace/event-logs';
import type { OrderRef, Transition } from '@ordertrace/model';
import { stopped, type Gate } from '@ordertrace/privacy';

export interface ImportedEventsOptions {
  readonly log: string;
  /** The tenant of events that name none. */
  readonly tenantId: string;
  readonly gate: ImportGate;
}

/** The parts of the privacy gate that an import needs. */
export type ImportGate = Pick<Gate, 'scrubText' | 'scrubId' | 'sawId'>;

/** The prefix of the source of events from a log. */
export const importedSource = 'imported:';

const place = 'event_log';
const mostTexts = 50_000;

/**
 * Creates order events from one reading of a log. It uses only the order, the activity, the times and the
 * resource, after the privacy gate.
 */
export class ImportedEvents {
  readonly #options: ImportedEventsOptions;
  readonly #source: string;
  /** The number of events of an order at one time, by a hash of both. */
  readonly #ties = new Map<number, number>();
  readonly #activities = new Map<string, string>();
  readonly #ids = new Map<string, string>();
  #scrubbed = 0;

  constructor(options: ImportedEventsOptions) {
    this.#options = options;
    this.#source = `${importedSource}${options.log}`;
  }

  get scrubbed(): number {
    return this.#scrubbed;
  }

  /** Learns the form of IDs before the first one is judged. */
  saw(events: readonly LogEvent[]): void {
    for (const event of events) this.#options.gate.sawId(this.#tenantOf(event), event.orderId);
  }

  /** Personal data in an ID or a resource is replaced by a pseudonym, so that no two orders become one. */
  take(event: LogEvent): Transition {
    const { timeNanos, startNanos, resource } = event;
    const named = this.#tenantOf(event);
    const tenantId = this.#id('tenant_id', named, '');
    const orderId = this.#id('order_id', event.orderId, named);
    return {
      type: 'transition',
      orderId,
      tenantId,
      stage: this.#activity(event.activity),
      timeNanos,
      ...definedFields({ startNanos }),
      service: '',
      source: this.#source,
      place: BigInt(this.#tie({ tenantId, orderId }, [timeNanos, startNanos ?? 0n])),
      ...(resource === undefined ? {} : { resource: this.#id('resource', resource, '') }),
    };
  }

  #tenantOf({ tenantId }: LogEvent): string {
    return tenantId === '' ? this.#options.tenantId : tenantId;
  }

  #id(key: 'order_id' | 'tenant_id' | 'resource', value: string, tenant: string): string {
    return this.#counted(
      value,
      cached(this.#ids, `${key}\n${tenant}\n${value}`, () => {
        const kept = this.#options.gate.scrubId(place, key, value, tenant);
        if (kept === stopped) throw new Error('The gate of a server has a key for pseudonyms.');
        return kept;
      }),
    );
  }

  #activity(value: string): string {
    const kept = cached(this.#activities, value, () =>
      this.#options.gate.scrubText(place, value, 'activity'),
    );
    return this.#counted(value, kept);
  }

  #counted(value: string, kept: string): string {
    if (kept !== value) this.#scrubbed++;
    return kept;
  }

  /** The number of this event among those of its order with equal times. */
  #tie(ref: OrderRef, times: readonly bigint[]): number {
    const hash = hashOf(ref, times);
    const before = this.#ties.get(hash) ?? 0;
    this.#ties.set(hash, before + 1);
    return before;
  }
}

/** Caches results: logs repeat a few names. */
function cached(known: Map<string, string>, value: string, make: () => string): string {
  const before = known.get(value);
  if (before !== undefined) return before;
  const made = make();
  if (known.size >= mostTexts) known.clear();
  known.set(value, made);
  return made;
}

/** 53 bits. A collision only leaves a gap in the count of ties. */
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
