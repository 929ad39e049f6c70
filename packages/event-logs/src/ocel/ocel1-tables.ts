import { eventsOfRows } from './events-of-rows.js';
import type { OcelEvent, OcelObject } from './ocel-source.js';
import { quoted, textOf, type SqliteFile } from './sqlite-file.js';

export function* ocel1Objects(file: SqliteFile): Generator<readonly OcelObject[]> {
  const objects = quoted(file.table('objects'));
  for (const rows of file.rows(`SELECT "ocel:oid" AS id, "ocel:type" AS type FROM ${objects}`)) {
    yield rows.map((row) => ({ id: textOf(row['id']), type: textOf(row['type']) }));
  }
}

/** Events in row order, each with the objects of its relations. */
export function ocel1Events(file: SqliteFile, wanted: readonly string[]): Iterable<readonly OcelEvent[]> {
  const events = file.table('events');
  const relations = quoted(file.table('relations'));
  const attributes = file.columns(events).filter((name) => wanted.includes(name));
  const sql = `SELECT e.rowid AS place, e.*, r."ocel:oid" AS object_of_relation
    FROM ${quoted(events)} AS e LEFT JOIN ${relations} AS r ON r."ocel:eid" = e."ocel:eid" ORDER BY e.rowid`;
  return eventsOfRows(file.rows(sql), (row) => ({
    id: textOf(row['ocel:eid']),
    activity: textOf(row['ocel:activity']),
    time: textOf(row['ocel:timestamp']),
    objectIds: [textOf(row['object_of_relation'])].filter((id) => id !== ''),
    attributes: attributesOf(row, attributes),
    place: Number(row['place']),
  }));
}

function attributesOf(row: Readonly<Record<string, unknown>>, names: readonly string[]) {
  const known = names.map((name) => [name, textOf(row[name])] as const).filter(([, value]) => value !== '');
  return Object.fromEntries(known);
}
