import { stat } from 'node:fs/promises';
import { setImmediate } from 'node:timers/promises';
import { EventLogError } from '../event-log-error.js';
import type { ReadOptions } from '../options.js';
import { wantedAttributes } from './event-parts.js';
import type { OcelObject, OcelSource } from './ocel-source.js';
import { ocel1Events, ocel1Objects } from './ocel1-tables.js';
import { ocel2Events, ocel2Objects, ocel2Unmatched } from './ocel2-tables.js';
import { SqliteFile } from './sqlite-file.js';

const bytesOfEvent = 100;

/**
 * OCEL 1 and 2 in SQLite. The names of the tables distinguish the versions. Throws `EventLogError` for other
 * files.
 */
export function ocelSqlite(path: string, options: ReadOptions): OcelSource {
  const { tables } = use(path, (file) => file);
  const version = tables.has('event_object') ? 2 : tables.has('relations') ? 1 : 0;
  if (version === 0) {
    const message =
      'The SQLite file has neither the tables of OCEL 2 (event, object, event_object) nor of OCEL 1 (events, objects, relations).';
    throw new EventLogError('not_an_event_log', message);
  }
  const attributes = wantedAttributes(options.mapping ?? {});
  return {
    variant: `OCEL ${version} SQLite`,
    objects: () => reading<readonly OcelObject[]>(path, version === 2 ? ocel2Objects : ocel1Objects),
    async *events() {
      const { size } = await stat(path);
      let bytesRead = 0;
      const eventsIn = version === 2 ? ocel2Events : ocel1Events;
      for await (const events of reading(path, (file) => eventsIn(file, attributes))) {
        // A query does not report its progress; this is an estimate.
        bytesRead = Math.min(size, bytesRead + events.length * bytesOfEvent);
        yield { events, bytesRead };
      }
    },
    unmatched: () => Promise.resolve(version === 2 ? use(path, ocel2Unmatched) : []),
  };
}

function use<T>(path: string, read: (file: SqliteFile) => T): T {
  const file = new SqliteFile(path);
  try {
    return read(file);
  } finally {
    file.close();
  }
}

async function* reading<T>(path: string, read: (file: SqliteFile) => Iterable<T>): AsyncGenerator<T> {
  const file = new SqliteFile(path);
  try {
    for (const batch of read(file)) {
      yield batch;
      await setImmediate();
    }
  } finally {
    file.close();
  }
}
