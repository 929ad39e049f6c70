import { clockShifts, later, type DurationNanos, type EpochNanos, type Hop } from '@ordertrace/model';

interface Learned {
  readonly shiftNanos: DurationNanos;
  /** Time of the receipt that showed it. */
  readonly seenNanos: EpochNanos;
}

/** Clock corrections of services, learned from the latest hop that each one received. */
export class ServiceClocks {
  readonly #services = new Map<string, Learned>();

  note(hops: readonly Hop[]): void {
    const shifts = clockShifts(hops);
    const received = new Map<string, EpochNanos>();
    for (const { service, timeNanos } of hops.flatMap(({ to }) => to))
      received.set(service, later(timeNanos, received.get(service) ?? timeNanos));
    for (const [service, timeNanos] of received) {
      const shiftNanos = shifts.get(service) ?? 0n;
      const seenNanos = timeNanos + shiftNanos;
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
