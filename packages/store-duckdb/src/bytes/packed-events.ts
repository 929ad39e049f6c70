import { actors, definedFields } from '@ordertrace/conventions';
import type { OrderEvent, Transition } from '@ordertrace/model';
import { positionAt, type Change } from '@ordertrace/store';

/** A change inside of the store: its position is the number of its commit. */
export interface CommittedChange extends Omit<Change, 'position'> {
  readonly commit: bigint;
}

/**
 * Events as one text for the transfer between threads. This is several times faster than copying thousands of
 * small objects.
 */
export function packEvents(events: readonly OrderEvent[]): string {
  return JSON.stringify(events.map(eventRow));
}

/** Unpacks the events; with an order ID, only those that name it. */
export function unpackEvents(text: string, orderId?: string): OrderEvent[] {
  const rows = JSON.parse(text) as EventRow[];
  return (orderId === undefined ? rows : rows.filter(([, id]) => id === orderId)).map(eventOf);
}

export function packChanges(changes: readonly CommittedChange[]): string {
  return JSON.stringify(
    changes.map(({ commit, order, firstNanos, lastNanos }): ChangeRow => [
      commit.toString(),
      order.tenantId,
      order.orderId,
      firstNanos.toString(),
      lastNanos.toString(),
    ]),
  );
}

export function unpackChanges(text: string): Change[] {
  return (JSON.parse(text) as ChangeRow[]).map(([commit, tenantId, orderId, first, last]) => ({
    position: positionAt({ commit: BigInt(commit) }),
    order: { tenantId, orderId },
    firstNanos: BigInt(first),
    lastNanos: BigInt(last),
  }));
}

type ChangeRow = [string, string, string, string, string];

/**
 * Type, order, tenant, time, service, trace, span. Then stage, previous stage, actor; or work, expected time;
 * or attribute, value. Imported events end with source, start, place, resource.
 */
type EventRow = [
  OrderEvent['type'],
  string,
  string,
  string,
  string,
  string | null,
  string | null,
  string,
  string | number | null,
  string | null,
  readonly (string | null)[] | null,
];

function eventRow(event: OrderEvent): EventRow {
  const { type, orderId, tenantId, timeNanos, service, traceId, spanId } = event;
  const [what, more, actor] = partsOf(event);
  return [
    type,
    orderId,
    tenantId,
    timeNanos.toString(),
    service,
    traceId ?? null,
    spanId ?? null,
    what,
    more ?? null,
    actor ?? null,
    event.type === 'transition' ? importedParts(event) : null,
  ];
}

function partsOf(event: OrderEvent): [string, (string | number | undefined)?, (string | undefined)?] {
  switch (event.type) {
    case 'transition':
      return [event.stage, event.previousStage, event.actor];
    case 'work_started':
      return [event.work, event.expectedWithinMs];
    case 'attribute':
      return [event.key, event.value];
  }
}

function eventOf([
  type,
  orderId,
  tenantId,
  time,
  service,
  traceId,
  spanId,
  what,
  more,
  actor,
  imported,
]: EventRow): OrderEvent {
  const base = {
    orderId,
    tenantId,
    timeNanos: BigInt(time),
    service,
    ...(traceId === null ? {} : { traceId }),
    ...(spanId === null ? {} : { spanId }),
  };
  if (type === 'work_started')
    return { type, ...base, work: what, ...(typeof more === 'number' ? { expectedWithinMs: more } : {}) };
  if (type === 'attribute') return { type, ...base, key: what, value: typeof more === 'string' ? more : '' };
  const known = actor === null ? undefined : actors.find((name) => name === actor);
  return {
    type,
    ...base,
    stage: what,
    ...(typeof more === 'string' ? { previousStage: more } : {}),
    ...definedFields({ actor: known }),
    ...(imported === null ? {} : importedOf(imported)),
  };
}

function importedParts({ source, startNanos, place, resource }: Transition): (string | null)[] | null {
  if (source === undefined && startNanos === undefined && place === undefined && resource === undefined)
    return null;
  return [source ?? null, startNanos?.toString() ?? null, place?.toString() ?? null, resource ?? null];
}

function importedOf([source, start, place, resource]: readonly (string | null)[]): Partial<Transition> {
  return {
    ...(typeof source === 'string' ? { source } : {}),
    ...(typeof start === 'string' ? { startNanos: BigInt(start) } : {}),
    ...(typeof place === 'string' ? { place: BigInt(place) } : {}),
    ...(typeof resource === 'string' ? { resource } : {}),
  };
}
