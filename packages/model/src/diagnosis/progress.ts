import type { Hop } from '../hops/hops.js';
import type { OrderEvent } from '../orders/order-event.js';
import type { StageVisit } from '../stages/stage-visits.js';
import { later, type DurationNanos, type EpochNanos } from '../time.js';

/**
 * By how much the clocks of services must at least be put forward so that nothing was received before it was
 * sent; services that need it not are absent. Learned from the order's own hops.
 */
export function clockShifts(hops: readonly Hop[]): ReadonlyMap<string, DurationNanos> {
  const shifts = new Map<string, DurationNanos>();
  const shiftOf = (service: string): DurationNanos => shifts.get(service) ?? 0n;
  const pairs = hops.flatMap(({ from, to }) => to.map((end) => ({ from, to: end })));
  const services = new Set(pairs.flatMap(({ from, to }) => [from.service, to.service]));
  for (let round = 0, changed = true; changed && round < services.size; round++) {
    changed = false;
    for (const { from, to } of pairs) {
      if (from.service === to.service) continue;
      const missing = from.timeNanos + shiftOf(from.service) - to.timeNanos - shiftOf(to.service);
      if (missing <= 0n) continue;
      shifts.set(to.service, shiftOf(to.service) + missing);
      changed = true;
    }
  }
  return shifts;
}

/** What a service says a moment after something else is a part of it; what comes later is progress. */
const sameMomentNanos = 2_000_000_000n;

/** Whether the order moved on after something that happened in a service: a stage entered, or work begun. */
export type MovedOnAfter = (service: string, timeNanos: EpochNanos) => boolean;

/** Answers by the latest that each service said, with the clocks put right. */
export function progressOf(
  hops: readonly Hop[],
  visits: readonly StageVisit[],
  events: readonly OrderEvent[],
): MovedOnAfter {
  const latest = new Map<string, EpochNanos>();
  const begun = events.filter((event) => event.type === 'work_started');
  for (const { service, timeNanos } of [...visits.map((visit) => visit.transition), ...begun])
    latest.set(service, later(latest.get(service) ?? timeNanos, timeNanos));
  const shifts = clockShifts(hops);
  const shifted = (service: string, time: EpochNanos): EpochNanos => time + (shifts.get(service) ?? 0n);
  return (service, timeNanos) =>
    [...latest].some(([other, time]) =>
      other === service
        ? time > timeNanos + sameMomentNanos
        : shifted(other, time) > shifted(service, timeNanos),
    );
}
