import { EventLogError } from '../event-log-error.js';
import type { LogNote, LogNoteCode } from '../log-event.js';
import { eventsOfRows } from './events-of-rows.js';
import type { OcelEvent, OcelObject } from './ocel-source.js';
import { quoted, textOf, type SqliteFile } from './sqlite-file.js';

export function* ocel2Objects(file: SqliteFile): Generator<readonly OcelObject[]> {
  for (const rows of file.rows(
    `SELECT ocel_id AS id, ocel_type AS type FROM ${quoted(file.table('object'))}`,
  )) {
    yield rows.map((row) => ({ id: textOf(row['id']), type: textOf(row['type']) }));
  }
}

/** Upper limit of event types in one file: the limit of one query. */
const mostTypes = 450;

/**
 * Events in the order of the table of all events, with the requested attributes from the tables of their
 * types.
 */
export function ocel2Events(file: SqliteFile, attributes: readonly string[]): Iterable<readonly OcelEvent[]> {
  const tables = typeTables(file);
  if (tables.length > mostTypes) {
    throw new EventLogError('file_too_large', `The SQLite file has more than ${mostTypes} types of events.`);
  }
  const ofTypes = tables.map(({ table }) => {
    const columns = file.columns(table);
    const picked = attributes.map((name, i) => `${columns.includes(name) ? quoted(name) : 'NULL'} AS a${i}`);
    return `SELECT ${['ocel_id', 'ocel_time', ...picked].join(', ')} FROM ${quoted(table)}`;
  });
  const sql = `SELECT e.rowid AS place, e.ocel_type AS type, t.*, eo.ocel_object_id AS object_of_relation
    FROM ${quoted(file.table('event'))} AS e
    JOIN (${ofTypes.join(' UNION ALL ')}) AS t ON t.ocel_id = e.ocel_id
    LEFT JOIN ${quoted(file.table('event_object'))} AS eo ON eo.ocel_event_id = e.ocel_id
    ORDER BY e.rowid`;
  return tables.length === 0 ? [] : eventsOfRows(file.rows(sql), (row) => eventOf(row, attributes));
}

/** Events that the table of their type does not have, and events of a type that the file does not declare. */
export function ocel2Unmatched(file: SqliteFile): readonly LogNote[] {
  const tables = typeTables(file).map(({ table }) => `SELECT ocel_id FROM ${quoted(table)}`);
  const known = tables.length === 0 ? 'SELECT NULL AS ocel_id' : tables.join(' UNION ALL ');
  const declared = `SELECT ocel_type FROM ${quoted(file.table('event_map_type'))}`;
  return [
    unmatchedIn(file, 'event_without_type_row', `ocel_id NOT IN (${known})`),
    unmatchedIn(file, 'event_type_not_declared', `ocel_type NOT IN (${declared}) AND ocel_id IN (${known})`),
  ].filter(({ count }) => count > 0);
}

function unmatchedIn(file: SqliteFile, code: LogNoteCode, condition: string): LogNote {
  const sql = `SELECT count(*) AS count, min(ocel_id) AS first FROM ${quoted(file.table('event'))} WHERE ${condition}`;
  const [row] = [...file.rows(sql)].flat();
  return { code, count: Number(row?.['count'] ?? 0), first: textOf(row?.['first']) };
}

function eventOf(row: Readonly<Record<string, unknown>>, attributes: readonly string[]) {
  const known = attributes.flatMap((name, i) => {
    const value = textOf(row[`a${i}`]);
    return value === '' ? [] : [[name, value] as const];
  });
  return {
    id: textOf(row['ocel_id']),
    activity: textOf(row['type']),
    time: textOf(row['ocel_time']),
    objectIds: [textOf(row['object_of_relation'])].filter((id) => id !== ''),
    attributes: Object.fromEntries(known),
    place: Number(row['place']),
  };
}

function typeTables(file: SqliteFile): { type: string; table: string }[] {
  const types: { type: string; table: string }[] = [];
  const sql = `SELECT ocel_type AS type, ocel_type_map AS map FROM ${quoted(file.table('event_map_type'))}`;
  for (const rows of file.rows(sql)) {
    for (const row of rows) {
      const table = file.tables.get(`event_${textOf(row['map'])}`.toLowerCase());
      if (table === undefined) {
        const message = `The SQLite file has no table for events of the type "${textOf(row['type']).slice(0, 60)}".`;
        throw new EventLogError('file_damaged', message);
      }
      types.push({ type: textOf(row['type']), table });
    }
  }
  return types;
}
