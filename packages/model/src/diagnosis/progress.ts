import type { Hop } from '../hops/hop.js';
import type { OrderEvent } from '../orders/order-event.js';
import type { StageVisit } from '../stages/stage-visits.js';
import { later, type DurationNanos, type EpochNanos } from '../time.js';

/**
 * Clock correction for each service, learned from the order's own hops. It is the smallest shift forward with which
 * nothing is received before it is sent. Services without a correction are absent.
 */
export function clockShifts(hops: readonly Pick<Hop, 'from' | 'to'>[]): ReadonlyMap<string, DurationNanos> {
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

/** Signs of a service within this time after an event belong to that event. Later signs are progress. */
const sameMomentNanos = 2_000_000_000n;

/** Whether the order moved on after an event in a service: it entered a stage, or work began. */
export type ProgressCheck = (service: string, timeNanos: EpochNanos) => boolean;

/** Answers from the latest sign of each service, with corrected clocks. */
export function progressOf(
  hops: readonly Pick<Hop, 'from' | 'to'>[],
  visits: readonly StageVisit[],
  events: readonly OrderEvent[],
): ProgressCheck {
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
