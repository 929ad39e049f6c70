import type { OcelEvent } from './ocel-source.js';

/** Joins the consecutive rows of an event into one event. */
export function* eventsOfRows(
  batches: Iterable<readonly Readonly<Record<string, unknown>>[]>,
  eventOf: (row: Readonly<Record<string, unknown>>) => OcelEvent & { readonly objectIds: string[] },
): Generator<readonly OcelEvent[]> {
  let open: (OcelEvent & { readonly objectIds: string[] }) | undefined;
  for (const rows of batches) {
    const events: OcelEvent[] = [];
    for (const row of rows) {
      const event = eventOf(row);
      if (open?.place === event.place) open.objectIds.push(...event.objectIds);
      else {
        if (open) events.push(open);
        open = event;
      }
    }
    yield events;
  }
  if (open) yield [open];
}
