import { definedFields } from '@ordertrace/conventions';
import { stat } from 'node:fs/promises';
import { EventLogError } from '../event-log-error.js';
import type { EventLogReader } from '../event-log-reader.js';
import { LifecycleReader, type Taken } from '../lifecycle.js';
import { LogNotes, type LogBatch } from '../log-event.js';
import type { ReadOptions } from '../options.js';
import { isRefusal, RowReader } from '../row-event.js';
import { TimeReader } from '../time/time-reader.js';
import { partsOfEvent } from './event-parts.js';
import { followedType } from './object-type.js';
import type { OcelEvent, OcelSource } from './ocel-source.js';

const fields = { case: 'object', activity: 'activity', time: 'time', lifecycle: 'lifecycle:transition' };
const mostObjects = 20_000_000;

/** Reads the events of one type of object. An event of several such objects is returned once for each. */
export async function readOcel(
  path: string,
  source: OcelSource,
  options: ReadOptions,
): Promise<EventLogReader> {
  const counts = await countTypes(source);
  const objectType = followedType(counts, options.objectType);
  let notes = new LogNotes();
  let times: TimeReader | undefined;
  return {
    facts: {
      format: 'ocel',
      variant: source.variant,
      ...definedFields({ encoding: source.encoding }),
      mapping: { ...fields, case: objectType, ...options.mapping },
      objectType,
      objectTypes: Object.fromEntries(counts),
    },
    fileBytes: (await stat(path)).size,
    batches: () => {
      notes = new LogNotes();
      times = new TimeReader({ ...options, notes });
      const rows = new RowReader(times, { ...fields, ...options.mapping });
      const lifecycle = new LifecycleReader(options.lifecycle ?? 'pair', notes);
      return batchesOf(source, { objectType, options, notes, rows, lifecycle });
    },
    timeExample: () => times?.example,
    notes: () => notes.list(),
  };
}

async function countTypes(source: OcelSource): Promise<ReadonlyMap<string, number>> {
  const counts = new Map<string, number>();
  let objects = 0;
  for await (const batch of source.objects()) {
    for (const { id, type } of batch) {
      if (id !== '') counts.set(type, (counts.get(type) ?? 0) + 1);
      else if (!counts.has(type)) counts.set(type, 0);
    }
    objects += batch.length;
    if (objects > mostObjects)
      throw new EventLogError('file_too_large', `There are more than ${mostObjects} objects.`);
  }
  return counts;
}

interface Following {
  readonly objectType: string;
  readonly options: ReadOptions;
  readonly notes: LogNotes;
  readonly rows: RowReader;
  readonly lifecycle: LifecycleReader;
}

interface KnownObjects {
  readonly followed: ReadonlySet<string>;
  readonly others: ReadonlySet<string>;
}

async function* batchesOf(source: OcelSource, following: Following): AsyncGenerator<LogBatch> {
  const objects = await knownObjects(source, following.objectType);
  let read = 0;
  for await (const { events, bytesRead } of source.events()) {
    const into: Taken = { events: [], refused: [] };
    for (const event of events) addEvent(event, objects, { ...following, into });
    read = bytesRead;
    yield { ...into, bytesRead };
  }
  for (const { code, first, count } of (await source.unmatched?.()) ?? []) {
    following.notes.add(code, `event ${first.slice(0, 100)}`, count);
  }
  const last: Taken = { events: [], refused: [] };
  following.lifecycle.end(last);
  yield { ...last, bytesRead: read };
}

async function knownObjects(source: OcelSource, objectType: string): Promise<KnownObjects> {
  const followed = new Set<string>();
  const others = new Set<string>();
  for await (const batch of source.objects()) {
    for (const { id, type } of batch) if (id !== '') (type === objectType ? followed : others).add(id);
  }
  return { followed, others };
}

function addEvent(event: OcelEvent, objects: KnownObjects, at: Following & { readonly into: Taken }): void {
  const where = `event ${event.id.slice(0, 100)}`;
  const orders = new Set<string>();
  for (const id of event.objectIds) {
    if (objects.followed.has(id)) orders.add(id);
    else if (!objects.others.has(id)) at.notes.add('object_not_declared', where);
  }
  if (orders.size === 0) {
    at.notes.add('event_of_other_object_type', where);
    return;
  }
  for (const order of orders) {
    const read = at.rows.read(partsOfEvent(event, order, at.options.mapping ?? {}), {
      place: event.place,
      where,
    });
    if (isRefusal(read)) {
      at.into.refused.push(read);
      return;
    }
    at.lifecycle.take(read, at.into);
  }
}
