import { clockShifts, later, type DurationNanos, type EpochNanos, type Hop } from '@ordertrace/model';

interface Learned {
  readonly shiftNanos: DurationNanos;
  /** Time of the receipt that showed it. */
  readonly seenNanos: EpochNanos;
}

/** Clock corrections of services, learned from the latest hop that each one received. */
export class ServiceClocks {
  readonly #services = new Map<string, Learned>();

  /** `corrections`: time that was added to the clocks of services before the hops were made. */
  note(hops: readonly Hop[], corrections: ReadonlyMap<string, DurationNanos> = new Map()): void {
    const shifts = clockShifts(hops);
    const received = new Map<string, EpochNanos>();
    for (const { service, timeNanos } of hops.flatMap(({ to }) => to))
      received.set(service, later(timeNanos, received.get(service) ?? timeNanos));
    for (const [service, timeNanos] of received) {
      const shift = shifts.get(service) ?? 0n;
      const shiftNanos = shift + (corrections.get(service) ?? 0n);
      const seenNanos = timeNanos + shift;
      const known = this.#services.get(service);
      if (known === undefined || seenNanos >= known.seenNanos)
        this.#services.set(service, { shiftNanos, seenNanos });
    }
  }

  /** Time to add to the service's own times; 0 where its clock is right, or unknown. */
  of(service: string): DurationNanos {
    return this.#services.get(service)?.shiftNanos ?? 0n;
  }

  keepOnly(services: ReadonlySet<string>): void {
    for (const service of this.#services.keys()) if (!services.has(service)) this.#services.delete(service);
  }
}
