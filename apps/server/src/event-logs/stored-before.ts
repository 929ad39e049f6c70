import type { ImportReport } from '@ordertrace/api';
import { placeText, type CheckedEvent, type StoredPlace } from './stored-events.js';

/** With a smaller share of a log, equal events of another tenant may be a coincidence. */
const shareOfOtherTenant = 0.5;

interface PlaceCount {
  readonly place: StoredPlace;
  readonly isOwnTenant: boolean;
  events: number;
}

/** Counts the events of an import that are stored already, by their place. */
export class StoredBefore {
  readonly #source: string;
  readonly #places = new Map<string, PlaceCount>();
  #events = 0;
  #inThisLog = 0;

  /** `source` is the one of the import. */
  constructor(source: string) {
    this.#source = source;
  }

  add(checked: CheckedEvent): void {
    const { event, stored } = checked;
    this.#events++;
    if (stored === undefined) return;
    if (this.isInThisLog(checked)) {
      this.#inThisLog++;
      return;
    }
    const key = placeText(stored);
    const count = this.#places.get(key);
    const isOwnTenant = stored.tenantId === event.tenantId;
    if (count === undefined) this.#places.set(key, { place: stored, isOwnTenant, events: 1 });
    else count.events++;
  }

  isInThisLog({ event, stored }: CheckedEvent): boolean {
    return stored?.source === this.#source && stored.tenantId === event.tenantId;
  }

  /** Whether the event is stored under another source. Valid once all events are added. */
  isDuplicate(checked: CheckedEvent): boolean {
    if (checked.stored === undefined || this.isInThisLog(checked)) return false;
    const count = this.#places.get(placeText(checked.stored));
    return count !== undefined && this.#counts(count);
  }

  get duplicates(): number {
    return this.#duplicatePlaces().reduce((sum, { events }) => sum + events, 0);
  }

  view(): Pick<ImportReport, 'new' | 'stored_before'> {
    return {
      new: this.#events - this.#inThisLog - this.duplicates,
      stored_before: {
        in_this_log: this.#inThisLog,
        elsewhere: this.#duplicatePlaces().map(({ place, events }) => ({
          source: place.source,
          tenant_id: place.tenantId,
          events,
        })),
      },
    };
  }

  #duplicatePlaces(): PlaceCount[] {
    return [...this.#places.values()]
      .filter((count) => this.#counts(count))
      .sort((a, b) => b.events - a.events);
  }

  #counts({ isOwnTenant, events }: PlaceCount): boolean {
    return isOwnTenant || events >= this.#events * shareOfOtherTenant;
  }
}
